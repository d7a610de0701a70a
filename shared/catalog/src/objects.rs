//! All objects of a snapshot of one engine: a list for each kind.

macro_rules! objects {
    ($($(#[$documentation:meta])* $list:ident: $object:ident,)*) => {
        /// The objects of a snapshot, a list for each kind, each list sorted by identity.
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct Objects {
            $($(#[$documentation])* #[serde(skip_serializing_if = "Vec::is_empty")] pub $list: Vec<$object>,)*
        }

        use $crate::{Describe as _, Object as _};

        impl Objects {
            /// Sorts every list by identity, which comparing and a stable text rely on.
            pub fn sort(&mut self) {
                $(self.$list.sort_by(|a, b| a.order().cmp(&b.order()));)*
            }

            /// The kinds and attributes that this version reads.
            pub fn specifications() -> std::collections::BTreeMap<$crate::Kind, Vec<$crate::AttributeSpecification>> {
                std::collections::BTreeMap::from([$(($object::KIND, $object::specifications()),)*])
            }

            /// The lists, each with its kind.
            pub fn lists(&self) -> Vec<($crate::Kind, Vec<&dyn $crate::Object>)> {
                vec![$(($object::KIND, self.$list.iter().map(|object| object as &dyn $crate::Object).collect()),)*]
            }

            /// Visits both sides' objects of every kind that are not equal, in order of identity.
            ///
            /// Equal objects are passed over without building their attributes: of two snapshots with a hundred
            /// thousand objects each, most are equal.
            pub fn unequal<'a>(
                &'a self,
                other: &'a Self,
                visit: &mut dyn FnMut(Option<&'a dyn $crate::Object>, Option<&'a dyn $crate::Object>),
            ) {
                $($crate::object::unequal(&self.$list, &other.$list, visit);)*
            }

            /// Gives every object the keys of the objects it needs.
            pub fn fill_dependencies(&mut self, mut of: impl FnMut(&$crate::Key) -> Vec<$crate::Key>) {
                $(for object in &mut self.$list {
                    object.depends_on = of(&object.key());
                })*
            }

            /// Takes over, for the objects of these keys, the texts of the same objects in another list; says for which.
            pub fn take_texts(&mut self, other: &Self, keys: &std::collections::BTreeSet<$crate::Key>) -> Vec<$crate::Key> {
                let mut taken = Vec::new();
                $(for object in &mut self.$list {
                    let key = object.key();
                    let place = other.$list.binary_search_by(|candidate| candidate.order().cmp(&object.order()));
                    if let (true, Ok(place)) = (keys.contains(&key), place) {
                        object.take_texts(&other.$list[place]);
                        taken.push(key);
                    }
                })*
                taken
            }

            /// Takes out every object that does not satisfy the condition.
            pub fn retain(&mut self, keep: impl Fn(&dyn $crate::Object) -> bool) {
                $(self.$list.retain(|object| keep(object));)*
            }

            /// The number of objects.
            pub fn len(&self) -> usize {
                0 $(+ self.$list.len())*
            }

            /// Whether there is nothing in it.
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }
        }
    };
}

pub(crate) use objects;
