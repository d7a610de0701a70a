use crate::SelectError;

/// Why a secret could not be fetched. Names what was asked for, never what was found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// The environment variable is not set, or is empty.
    #[error("the environment variable {name} is not set; set it to the secret, or change the configuration")]
    VariableNotSet {
        /// The variable.
        name: String,
    },
    /// The environment variable is no text.
    #[error("the environment variable {name} holds bytes that are not UTF-8; set it to text")]
    VariableNotText {
        /// The variable.
        name: String,
    },
    /// A manifest cannot be read, or is none of a Secret.
    #[error("the manifest {file} {problem}")]
    Manifest {
        /// The file.
        file: String,
        /// What is wrong with it, and what it has to be.
        problem: String,
    },
    /// This program was built without the adapter for that source.
    #[error(
        "the secret `{secret}` is kept in AWS Secrets Manager, and this driftline was built without AWS; \
         install a release or build with --features aws"
    )]
    BuiltWithoutAws {
        /// Name or ARN of the secret.
        secret: String,
    },
    /// This program was built without the adapter for Google.
    #[error(
        "the secret `{secret}` is kept in Google Secret Manager, and this driftline was built without Google Cloud; \
         install a release or build with --features gcp"
    )]
    BuiltWithoutGoogle {
        /// Its resource name.
        secret: String,
    },
    /// A source was asked for a kind of reference that it does not serve.
    #[error("{source_name} cannot fetch {reference}; this is a mistake in driftline, please report it")]
    WrongSource {
        /// The source.
        source_name: &'static str,
        /// The reference, as [`SecretReference`](crate::SecretReference) prints itself.
        reference: String,
    },
    /// There is no such secret.
    #[error("there is no secret `{secret}` in {place}; check its name and the region, or create it")]
    NotFound {
        /// Name or ARN of the secret.
        secret: String,
        /// Where it was looked for, with the region.
        place: String,
    },
    /// There is no such secret, or no version of it with that label.
    #[error(
        "there is no version `{stage}` of a secret `{secret}` in {place}; check its name, version-stage and the region, or \
         leave version-stage out for the version in force"
    )]
    NoVersion {
        /// Name or ARN of the secret.
        secret: String,
        /// Where it was looked for, with the region.
        place: String,
        /// The label.
        stage: String,
    },
    /// The caller may not read it.
    #[error("may not read the secret `{secret}` in {place}: {reason}; {advice}")]
    AccessDenied {
        /// Name or ARN of the secret.
        secret: String,
        /// Where it was looked for, with the region.
        place: String,
        /// What the service said.
        reason: String,
        /// What to do.
        advice: &'static str,
    },
    /// Nobody is who the profile says that asks for it.
    #[error("could not ask {place} for the secret `{secret}`: {reason}")]
    Identity {
        /// Name or ARN of the secret.
        secret: String,
        /// Where it would have been looked for.
        place: String,
        /// Why, and what to do.
        reason: String,
    },
    /// The service could not be reached, or had a passing problem: trying again later can help.
    #[error("could not fetch the secret `{secret}` from {place}: {reason}; this may pass, try again")]
    Unavailable {
        /// Name or ARN of the secret.
        secret: String,
        /// Where it was looked for, with the region.
        place: String,
        /// What went wrong.
        reason: String,
    },
    /// There is no way to the service from here.
    #[error(
        "could not reach {place} for the secret `{secret}`: {reason}; a network without a way out needs the interface \
         endpoint {endpoint} there, open to this function or machine"
    )]
    NoWay {
        /// Name or ARN of the secret.
        secret: String,
        /// Where it was looked for, with the region.
        place: String,
        /// What went wrong.
        reason: String,
        /// The endpoint, by the name that AWS gives its service.
        endpoint: String,
    },
    /// There is no way to Google from here.
    #[error(
        "could not reach {place} for the secret `{secret}`: {reason}; a network without a way out needs one to this \
         address, or on Google Cloud Private Google Access"
    )]
    NoWayToGoogle {
        /// Its resource name.
        secret: String,
        /// Where it was looked for.
        place: String,
        /// What could not be reached, and why.
        reason: String,
    },
    /// What arrived is not what was sent.
    #[error("the secret `{secret}` arrived from {place} with another checksum than it was sent with; try again")]
    Damaged {
        /// Its resource name.
        secret: String,
        /// Where it is from.
        place: String,
    },
    /// The service refused the request for another reason.
    #[error("could not fetch the secret `{secret}` from {place}: {reason}")]
    Refused {
        /// Name or ARN of the secret.
        secret: String,
        /// Where it was looked for, with the region.
        place: String,
        /// What the service said.
        reason: String,
    },
    /// The secret holds bytes instead of text.
    #[error("the secret `{secret}` is binary; driftline reads secrets that are text or JSON text")]
    Binary {
        /// Name or ARN of the secret.
        secret: String,
    },
    /// The secret is there, but the path does not lead to a value in it.
    #[error("the secret `{secret}` was read, but {problem}")]
    Shape {
        /// Name or ARN of the secret.
        secret: String,
        /// What does not fit.
        #[source]
        problem: SelectError,
    },
}
