//! The program needs no file beside it: it runs in an empty folder of a machine that has
//! no source.

use std::{fs, path::Path};

use super::{program::Program, running::Running};

/// The folders of the source that are part of the program.
const PARTS: [&str; 7] = ["catalogue", "lessons", "locales", "migrations", "src", "static", "templates"];

/// The attributes of a page that name what it needs. The canonical address is absolute, and no file.
const LINKS: [(&str, &str); 3] = [("link[href^=\"/\"]", "href"), ("script[src]", "src"), ("img[src]", "src")];

/// Fails unless the running program sees none of the source's folders.
fn assert_no_source(running: &Running) {
    let root = format!("/proc/{}/root{}", running.id(), env!("CARGO_MANIFEST_DIR"));
    for part in PARTS {
        let part = Path::new(&root).join(part);
        assert!(!part.exists(), "{} can be seen", part.display());
    }
}

async fn assert_complete(running: &Running, page: &str) -> usize {
    let visitor = running.visitor();
    let response = visitor.get(page).await;
    assert_eq!(response.status, 200, "{page}");
    let mut files = 0;
    for (selector, attribute) in LINKS {
        for file in response.attributes_of(selector, attribute) {
            assert_eq!(visitor.get(&file).await.status, 200, "{file} of {page}");
            files += 1;
        }
    }
    files
}

#[actix_web::test]
async fn the_program_alone_serves_everything() {
    let program = Program::new();
    let running = program.serve_without_source(&[]);
    assert_no_source(&running);
    for page in ["/", "/products/keemun-black", "/cart", "/account/login", "/preferences", "/lab"] {
        assert!(assert_complete(&running, page).await > 2, "{page} has too few files");
    }
    for language in ["en", "zh-Hant", "zh-Hans"] {
        let visitor = running.visitor().with_header("accept-language", language);
        assert!(
            visitor.get("/lab/lessons/a1-stateless").await.contains(&format!("lang=\"{language}\"")),
            "{language}"
        );
    }
    let entries = fs::read_dir(program.folder()).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["session-shop", "var"], "the data folder is all that the program creates");
    assert_eq!(running.stop().status, Some(0));
}

/// The folder is read at the start, so that a stylesheet can be changed without compiling.
#[actix_web::test]
async fn a_folder_replaces_the_static_files_of_the_program() {
    let program = Program::new();
    let folder = program.folder().join("files");
    fs::create_dir_all(folder.join("css")).unwrap();
    fs::write(folder.join("css/shop.css"), "body { color: green }").unwrap();
    let program = program.with("SHOP_STATIC_DIR", folder.to_str().unwrap());
    let running = program.serve(&[]);
    let visitor = running.visitor();
    let styles = visitor.get("/").await.attributes_of("link[href$=\"/css/shop.css\"]", "href");
    assert_eq!(visitor.get(&styles[0]).await.body, "body { color: green }");
}

/// During an upgrade, two versions serve one site.
#[actix_web::test]
async fn each_file_of_a_page_is_served_by_another_version() {
    let (program, other) = (Program::new(), Program::new());
    let folder = other.folder().join("static");
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("static"), &folder);
    fs::write(folder.join("css/shop.css"), "body { color: green }").unwrap();
    let other = other.with("SHOP_STATIC_DIR", folder.to_str().unwrap());
    let (running, other) = (program.serve(&[]), other.serve(&[]));
    let page = running.visitor().get("/").await;
    let files: Vec<_> =
        LINKS.iter().flat_map(|(selector, attribute)| page.attributes_of(selector, attribute)).collect();
    assert!(files.len() > 10, "{files:?}");
    for file in files {
        let (own, foreign) = (running.visitor().get(&file).await, other.visitor().get(&file).await);
        assert_eq!((own.status, foreign.status), (200, 200), "{file}");
        assert_eq!(foreign.header("cache-control"), Some("no-cache"), "{file}");
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, copy) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy_folder(&path, &copy);
        } else {
            fs::copy(&path, &copy).unwrap();
        }
    }
}
