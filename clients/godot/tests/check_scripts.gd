extends "res://tests/test_case.gd"
## Compiles every script of the project. The project turns all warnings into errors, so this checks typing too.
##
## What the games write must be drawn in a browser too, where there is no font but the engine's own.
##
## [code]godot4 --headless --path clients/godot res://tests/main.tscn -- --test=check_scripts.gd[/code]

## Whose scripts hold what players read.
const SHOWN: Array[String] = ["res://crossword", "res://chatroom", "res://addons"]

var _beyond_ascii: RegEx = RegEx.create_from_string("[^\\x00-\\x7F]")


func run() -> void:
	_check_folder("res://")


## A folder with a project of its own has rules of its own.
func _check_folder(folder: String) -> void:
	for name: String in DirAccess.get_directories_at(folder):
		var inner: String = folder.path_join(name)
		if not name.begins_with(".") and not FileAccess.file_exists(inner.path_join("project.godot")):
			_check_folder(inner)
	for name: String in DirAccess.get_files_at(folder):
		if name.get_extension() == "gd":
			_check_script(folder.path_join(name))
			if SHOWN.any(func(shown: String) -> bool: return folder.begins_with(shown)):
				_check_signs(folder.path_join(name))


func _check_script(path: String) -> void:
	var script: GDScript = ResourceLoader.load(path, "GDScript") as GDScript
	check(path, script != null and script.can_instantiate())


func _check_signs(path: String) -> void:
	for found: RegExMatch in _beyond_ascii.search_all(FileAccess.get_file_as_string(path)):
		var letter: String = found.get_string()
		check("%s: the engine's font has %s" % [path, letter], ThemeDB.fallback_font.has_char(letter.unicode_at(0)))
