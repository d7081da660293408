//! Compiles the program again when a file is added to a folder that is part of it. Cargo
//! notices changes of files that were there before by itself.

fn main() {
    for folder in ["migrations", "static"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
