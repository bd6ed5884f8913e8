extends SceneTree
## Compiles every script of the project. The project turns all warnings into errors, so this checks typing too.
##
## [code]godot4 --headless --path clients/godot --script res://tests/check_scripts.gd[/code]

var _passed: int = 0
var _failed: int = 0


func _initialize() -> void:
	_check_folder("res://")
	print("%d passed, %d failed" % [_passed, _failed])
	quit(0 if _failed == 0 and _passed > 0 else 1)


## A folder with a project of its own has rules of its own.
func _check_folder(folder: String) -> void:
	for name: String in DirAccess.get_directories_at(folder):
		var inner: String = folder.path_join(name)
		if not name.begins_with(".") and not FileAccess.file_exists(inner.path_join("project.godot")):
			_check_folder(inner)
	for name: String in DirAccess.get_files_at(folder):
		if name.get_extension() == "gd":
			_check_script(folder.path_join(name))


func _check_script(path: String) -> void:
	var script: GDScript = ResourceLoader.load(path, "GDScript") as GDScript
	if script != null and script.can_instantiate():
		_passed += 1
	else:
		_failed += 1
		printerr("FAILED: ", path)
