//! `#[derive(Object)]`: the attribute view of a catalog object, read off its struct.
//!
//! One struct per kind of object is the single place where an attribute is declared.
//! The derive turns each field into an attribute (path, class, value), so comparing, reporting and the
//! coverage test learn of a new field without being told.
//!
//! On the struct: `#[object(kind = Column)]`, and `label = method` where the name people know depends on the
//! object (a foreign key, a check) rather than on its kind.
//!
//! On a field: nothing means *compared*. Otherwise one of
//!
//! - `#[attribute(schema)]`, `#[attribute(parent)]`, `#[attribute(name)]`: a part of the identity
//! - `#[attribute(informational)]`: shown, never a difference
//! - `#[attribute(definition)]`: the server's own text, compared when nothing else differs
//! - `#[attribute(deparsed)]`: text the server prints from a parsed query, comparable within one major version
//! - `#[attribute(nested)]`: an `Option` of a struct that derives `AttributeGroup`; its fields become `field.inner`
//! - `#[attribute(dependencies)]`: keys of the objects this one needs; no attribute at all

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{Data, DeriveInput, Error, Field, Fields, Ident, Result, parse_macro_input};

/// Implements `driftline_catalog::Object` for the struct of one kind of object.
#[proc_macro_derive(Object, attributes(object, attribute))]
pub fn derive_object(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    object(&input).unwrap_or_else(Error::into_compile_error).into()
}

/// Implements `driftline_catalog::AttributeGroup` for a struct nested in an object.
#[proc_macro_derive(AttributeGroup)]
pub fn derive_attribute_group(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    group(&input).unwrap_or_else(Error::into_compile_error).into()
}

enum Role {
    Schema,
    Parent,
    Name,
    Dependencies,
    Nested,
    /// An attribute of the class with this variant name.
    Class(&'static str),
}

fn object(input: &DeriveInput) -> Result<Tokens> {
    let (kind, label) = object_options(input)?;
    let (mut schema, mut parent, mut name) = (quote!(""), quote!(""), None);
    let mut dependencies = quote!(&[]);
    let mut specifications = Vec::new();
    let mut values = Vec::new();
    let mut texts = Vec::new();
    for field in fields(input)? {
        let ident = ident(field)?;
        let path = ident.to_string();
        match role(field)? {
            Role::Schema => schema = quote!(&self.#ident),
            Role::Parent => parent = quote!(&self.#ident),
            Role::Name => name = Some(quote!(&self.#ident)),
            Role::Dependencies => dependencies = quote!(&self.#ident),
            Role::Nested => {
                let inner = &field.ty;
                specifications.push(quote! {
                    specifications.extend(<#inner as crate::AttributeGroup>::specifications(#path));
                });
                values.push(quote! { crate::AttributeGroup::push(&self.#ident, #path, &mut attributes); });
            }
            Role::Class(class) => {
                if matches!(class, "Definition" | "Deparsed") {
                    texts.push(quote! { self.#ident.clone_from(&other.#ident); });
                }
                let class = Ident::new(class, ident.span());
                specifications.push(quote! {
                    specifications.push(crate::AttributeSpecification { path: #path.into(), class: crate::Class::#class });
                });
                values.push(quote! {
                    attributes.push(crate::Attribute {
                        path: #path.into(),
                        class: crate::Class::#class,
                        value: crate::attribute::value_of(&self.#ident),
                    });
                });
            }
        }
    }
    let name = name.ok_or_else(|| Error::new_spanned(&input.ident, "no field is marked #[attribute(name)]"))?;
    let object = &input.ident;
    let label = match label {
        Some(method) => quote!(self.#method()),
        None => quote!(crate::Kind::#kind.label()),
    };
    Ok(quote! {
        impl crate::Describe for #object {
            const KIND: crate::Kind = crate::Kind::#kind;
            fn specifications() -> Vec<crate::AttributeSpecification> {
                let mut specifications = Vec::new();
                #(#specifications)*
                specifications
            }
            fn take_texts(&mut self, other: &Self) {
                let _ = other;
                #(#texts)*
            }
        }
        impl crate::Object for #object {
            fn kind(&self) -> crate::Kind { crate::Kind::#kind }
            fn label(&self) -> &'static str { #label }
            fn schema(&self) -> &str { #schema }
            fn parent(&self) -> &str { #parent }
            fn name(&self) -> &str { #name }
            fn depends_on(&self) -> &[crate::Key] { #dependencies }
            fn attributes(&self) -> Vec<crate::Attribute> {
                let mut attributes = Vec::new();
                #(#values)*
                attributes
            }
        }
    })
}

fn group(input: &DeriveInput) -> Result<Tokens> {
    let name = &input.ident;
    let idents = fields(input)?.map(ident).collect::<Result<Vec<_>>>()?;
    let paths: Vec<String> = idents.iter().map(ToString::to_string).collect();
    Ok(quote! {
        impl crate::AttributeGroup for Option<#name> {
            fn specifications(prefix: &str) -> Vec<crate::AttributeSpecification> {
                vec![#(crate::AttributeSpecification {
                    path: format!("{prefix}.{}", #paths).into(),
                    class: crate::Class::Compared,
                }),*]
            }
            fn push(&self, prefix: &str, attributes: &mut Vec<crate::Attribute>) {
                #(attributes.push(crate::Attribute {
                    path: format!("{prefix}.{}", #paths).into(),
                    class: crate::Class::Compared,
                    value: crate::attribute::value_of(&self.as_ref().map(|group| &group.#idents)),
                });)*
            }
        }
    })
}

fn object_options(input: &DeriveInput) -> Result<(Ident, Option<Ident>)> {
    let (mut kind, mut label) = (None, None);
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("object")) {
        attribute.parse_nested_meta(|meta| {
            let target = if meta.path.is_ident("kind") {
                &mut kind
            } else if meta.path.is_ident("label") {
                &mut label
            } else {
                return Err(meta.error("expected `kind` or `label`"));
            };
            *target = Some(meta.value()?.parse()?);
            Ok(())
        })?;
    }
    let kind = kind.ok_or_else(|| Error::new_spanned(&input.ident, "write #[object(kind = ...)] on the struct"))?;
    Ok((kind, label))
}

fn role(field: &Field) -> Result<Role> {
    let mut role = Role::Class("Compared");
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("attribute")) {
        attribute.parse_nested_meta(|meta| {
            let word = meta.path.require_ident()?.to_string();
            role = match word.as_str() {
                "schema" => Role::Schema,
                "parent" => Role::Parent,
                "name" => Role::Name,
                "dependencies" => Role::Dependencies,
                "nested" => Role::Nested,
                "informational" => Role::Class("Informational"),
                "definition" => Role::Class("Definition"),
                "deparsed" => Role::Class("Deparsed"),
                _ => return Err(meta.error("unknown role of a field, see the crate's documentation")),
            };
            Ok(())
        })?;
    }
    Ok(role)
}

fn fields(input: &DeriveInput) -> Result<impl Iterator<Item = &Field>> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => Ok(named.named.iter()),
            _ => Err(Error::new_spanned(&input.ident, "a struct with named fields is needed")),
        },
        _ => Err(Error::new_spanned(&input.ident, "a struct is needed")),
    }
}

fn ident(field: &Field) -> Result<&Ident> {
    field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "a named field is needed"))
}
