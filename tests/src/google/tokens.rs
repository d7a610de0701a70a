use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// The tokens that were made: whose each one is, and what it is good for.
#[derive(Clone, Debug, Default)]
pub struct Tokens(Arc<Mutex<BTreeMap<String, (String, String)>>>);

impl Tokens {
    pub(super) fn make(&self, holder: &str, scope: &str) -> String {
        let mut tokens = self.0.lock().expect("nobody panicked");
        let token = format!("ya29.hunter2-{}", tokens.len());
        tokens.insert(token.clone(), (holder.to_owned(), scope.to_owned()));
        token
    }

    /// Whose a token is, if it is good for this.
    pub fn holder(&self, token: &str, scope: &str) -> Option<String> {
        let tokens = self.0.lock().expect("nobody panicked");
        tokens.get(token).filter(|(_, of)| of == scope).map(|(holder, _)| holder.clone())
    }

    /// Lets all of them run out.
    pub fn expire(&self) {
        self.0.lock().expect("nobody panicked").values_mut().for_each(|(_, scope)| scope.clear());
    }

    /// Whether a token logs in this user, as Cloud SQL sees it, and if not why.
    ///
    /// # Errors
    ///
    /// What is wrong with it. Cloud SQL tells nobody.
    pub(crate) fn check(&self, token: &str, user: &str) -> Result<(), String> {
        let Some(holder) = self.holder(token, "https://www.googleapis.com/auth/sqlservice.login") else {
            return Err("it is no token for logging in, or has run out".to_owned());
        };
        let of_postgres = holder.strip_suffix(".gserviceaccount.com");
        let of_mysql = holder.split_once('@').map(|(name, _)| name);
        if [of_postgres, of_mysql].contains(&Some(user)) { Ok(()) } else { Err(format!("it is that of {holder}")) }
    }
}
