//! Files that a config names: certificates and manifests.

use std::path::Path;

use driftline_secrets::SecretReference;

use crate::{Access, Auth, Config, ConnectorSecret, Database, Login, SubscriberKind};

impl Config {
    /// The same with the files that it names looked for in this folder, as the sources of the command are.
    #[must_use]
    pub fn with_files_in(mut self, folder: &Path) -> Self {
        let move_reference = |reference: &mut SecretReference| {
            if let SecretReference::Manifest { file, .. } = reference {
                *file = in_folder(folder, file);
            }
        };
        let move_certificates = |file: &mut Option<String>| *file = file.take().map(|file| in_folder(folder, &file));
        let move_login = |login: &mut Login| {
            move_certificates(&mut login.ca_file);
            if let Auth::Password(reference) = &mut login.auth {
                move_reference(reference);
            }
        };
        let templates = self.discover.iter_mut().map(|block| &mut block.template);
        for Database { access, .. } in self.databases.iter_mut().chain(&mut self.discovered).chain(templates) {
            match access {
                Access::Written(login) => move_login(login),
                Access::Connector(ConnectorSecret { secret, ca_file, .. }) => {
                    move_reference(secret);
                    move_certificates(ca_file);
                }
            }
        }
        self.scratch.servers.iter_mut().for_each(|server| move_login(&mut server.login));
        self.scratch.url.iter_mut().for_each(move_reference);
        for subscriber in &mut self.subscribers {
            match &mut subscriber.kind {
                SubscriberKind::Sns { .. } => {}
                SubscriberKind::Slack { url } => move_reference(url),
                SubscriberKind::Webhook { url, secret } => {
                    move_reference(url);
                    move_reference(secret);
                }
            }
        }
        self
    }
}

/// A path of its own stays as it is.
fn in_folder(folder: &Path, file: &str) -> String {
    folder.join(file).to_string_lossy().into_owned()
}
