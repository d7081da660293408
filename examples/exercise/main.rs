//! The command `cargo exercise`: breaks one line of a lesson and mends it, plants a fault
//! to repair, and reports what is left to repair.
//!
//! - `cargo exercise` runs the tests of the planted faults and reports those that fail.
//! - `cargo exercise break LESSON` changes the line of a lesson's "Break it", such as
//!   `c9-flush`, and prints the test that fails then. `cargo exercise mend LESSON` undoes it.
//! - `cargo exercise plant FAULT` plants a fault of `exercises/`.
//!   `cargo exercise solution FAULT` repairs it.

#[path = "../../exercises/planted.rs"]
mod planted;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, Result, bail, ensure};
use session_shop::lab::break_it::{BREAKAGES, Breakage, breakage};

use planted::{Fault, PLANTED};

const USAGE: &str = "cargo exercise [break LESSON | mend LESSON | plant FAULT | solution FAULT]";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        [] => report(),
        ["break", lesson] => find(lesson).and_then(break_line),
        ["mend", lesson] => find(lesson).and_then(mend_line),
        ["plant", name] => fault(name).and_then(plant),
        ["solution", name] => fault(name).and_then(|fault| patch(fault, &["--reverse"])),
        _ => {
            println!("{USAGE}");
            return ExitCode::FAILURE;
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn find(lesson: &str) -> Result<&'static Breakage> {
    breakage(lesson).with_context(|| format!("there is no lesson {lesson}; a lesson's page shows its name"))
}

fn fault(name: &str) -> Result<&'static Fault> {
    let names: Vec<&str> = PLANTED.iter().map(|fault| fault.name).collect();
    PLANTED
        .iter()
        .find(|fault| fault.name == name)
        .with_context(|| format!("the faults are {}", names.join(", ")))
}

/// Returns where the unchanged source of a broken lesson is kept.
fn kept(lesson: &str) -> PathBuf {
    root().join("target/exercises/unchanged").join(lesson)
}

fn break_line(breakage: &Breakage) -> Result<()> {
    let (file, kept) = (root().join(breakage.path), kept(breakage.lesson));
    ensure!(!kept.exists(), "{} is broken already", breakage.lesson);
    let text = fs::read_to_string(&file)?;
    let broken = breakage.apply(&text).context("the line is not as the lesson shows it")?;
    fs::create_dir_all(kept.parent().unwrap_or(root()))?;
    fs::write(kept, text)?;
    fs::write(file, broken)?;
    println!("{} is changed. This test fails now:", breakage.path);
    println!("    {}", breakage.command().unwrap_or_default());
    println!("cargo exercise mend {} undoes the change.", breakage.lesson);
    Ok(())
}

fn mend_line(breakage: &Breakage) -> Result<()> {
    let (file, kept) = (root().join(breakage.path), kept(breakage.lesson));
    let Ok(unchanged) = fs::read_to_string(&kept) else { bail!("{} is not broken", breakage.lesson) };
    let is_only_change = breakage.apply(&unchanged) == Some(fs::read_to_string(&file)?);
    ensure!(is_only_change, "{} has other changes too; git diff shows them", breakage.path);
    fs::write(file, unchanged)?;
    fs::remove_file(kept)?;
    println!("{} is as before.", breakage.path);
    Ok(())
}

fn plant(fault: &'static Fault) -> Result<()> {
    patch(fault, &[])?;
    // The report of what is wrong stands before the patch.
    let report = fault.patch.split("\ndiff ").next().unwrap_or_default().trim();
    println!("{report}\n\nRepair it. cargo exercise reports what is left.");
    Ok(())
}

fn patch(fault: &'static Fault, options: &[&str]) -> Result<()> {
    let path = format!("exercises/{}.patch", fault.name);
    let status = Command::new("git").current_dir(root()).arg("apply").args(options).arg(&path).status()?;
    ensure!(status.success(), "{path} does not apply; git diff shows what has changed");
    Ok(())
}

/// Runs the tests of the planted faults and reports which of them fail.
fn report() -> Result<()> {
    for breakage in BREAKAGES.iter().filter(|breakage| kept(breakage.lesson).exists()) {
        println!("broken:    {} (cargo exercise mend {})", breakage.lesson, breakage.lesson);
    }
    let mut left = 0;
    for fault in &PLANTED {
        let name = fault.test.rsplit("::").next().unwrap_or_default();
        let mut test = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        test.current_dir(root()).args(["test", "--quiet", "--test", "scenarios", name]);
        if test.stdout(Stdio::null()).status()?.success() {
            println!("no fault:  {}", fault.name);
        } else {
            left += 1;
            println!("to repair: {} (cargo test --test scenarios {name})", fault.name);
        }
    }
    println!("{left} of {} faults are left to repair.", PLANTED.len());
    Ok(())
}
