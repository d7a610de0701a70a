//! The functions as programs: built for the tests, or those that `sam build` made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use object::read::elf::{ElfFile64, FileHeader as _};
use object::{Architecture, Object as _};

/// The functions' names.
pub const FUNCTIONS: [&str; 6] = ["dispatch", "inspect", "expect", "compare", "notify", "summarize"];

/// Where Debian has the libraries for programs of arm64 that `qemu-aarch64` runs.
const ARM64_LIBRARIES: &str = "/usr/aarch64-linux-gnu";

/// A function's program.
#[derive(Clone, Debug)]
pub struct Function {
    /// The file.
    pub path: PathBuf,
    /// What it is compiled for.
    pub architecture: Architecture,
    /// The versions of the C library that it needs, such as `2.28`.
    pub c_library: BTreeSet<(u32, u32)>,
}

impl Function {
    /// Reads what the program says of itself.
    ///
    /// # Panics
    ///
    /// When it is no program for Linux.
    pub fn read(path: PathBuf) -> Self {
        let data = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let fail = |error: object::read::Error| -> ! { panic!("{}: {error}", path.display()) };
        let file = ElfFile64::<object::Endianness>::parse(&*data).unwrap_or_else(|error| fail(error));
        let (endian, header) = (file.endian(), file.elf_header());
        let sections = header.sections(endian, &*data).unwrap_or_else(|error| fail(error));
        let mut c_library = BTreeSet::new();
        if let Some((mut libraries, names)) = sections.gnu_verneed(endian, &*data).unwrap_or_else(|error| fail(error)) {
            let names = sections.strings(endian, &*data, names).unwrap_or_else(|error| fail(error));
            while let Ok(Some((_, mut versions))) = libraries.next() {
                while let Ok(Some(version)) = versions.next() {
                    let name = version.name(endian, names).unwrap_or_else(|error| fail(error));
                    let number = String::from_utf8_lossy(name).strip_prefix("GLIBC_").and_then(|number| {
                        let mut parts = number.split('.').map(str::parse);
                        Some((parts.next()?.ok()?, parts.next()?.ok()?))
                    });
                    c_library.extend(number);
                }
            }
        }
        Self { architecture: file.architecture(), c_library, path }
    }

    /// A command that runs it on this machine, whatever it is compiled for.
    ///
    /// # Panics
    ///
    /// When this machine has no way to run it.
    pub fn command(&self) -> Command {
        let is_native = match self.architecture {
            Architecture::Aarch64 => cfg!(target_arch = "aarch64"),
            Architecture::X86_64 => cfg!(target_arch = "x86_64"),
            other => panic!("{}: Lambda has no processor {other:?}", self.path.display()),
        };
        if is_native {
            return Command::new(&self.path);
        }
        assert!(self.architecture == Architecture::Aarch64, "{}: only arm64 is emulated", self.path.display());
        let mut command = Command::new("/usr/bin/qemu-aarch64");
        command.args(["-L", ARM64_LIBRARIES]).arg(&self.path);
        command
    }
}

/// The folder of the functions that `scripts/functions` built, where `DRIFTLINE_TEST_FUNCTIONS` names one.
pub fn built_folder() -> Option<PathBuf> {
    std::env::var_os("DRIFTLINE_TEST_FUNCTIONS").filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

/// Each function by its name: as it is deployed where `DRIFTLINE_TEST_FUNCTIONS` says, otherwise built from the sources as
/// they are now.
///
/// # Panics
///
/// When one is missing or does not compile.
pub fn functions() -> BTreeMap<String, Function> {
    match built_folder() {
        Some(folder) => {
            let function = |name: &str| (name.to_owned(), Function::read(deployed(&folder, name)));
            FUNCTIONS.into_iter().map(function).collect()
        }
        None => {
            let built = crate::binaries(&FUNCTIONS).into_iter();
            built.map(|(name, path)| (name, Function::read(path))).collect()
        }
    }
}

/// Where `sam build` puts a function's program.
pub fn deployed(folder: &Path, name: &str) -> PathBuf {
    let (first, rest) = name.split_at(1);
    folder.join(format!("{}{rest}Function/bootstrap", first.to_uppercase()))
}
