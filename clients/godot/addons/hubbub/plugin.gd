@tool
extends EditorPlugin
## Adds the autoload [code]Hubbub[/code] when the plugin is enabled, and takes it away when it is disabled.

## What the autoload is called.
const AUTOLOAD: String = "Hubbub"


func _enable_plugin() -> void:
	add_autoload_singleton(AUTOLOAD, "res://addons/hubbub/client.gd")


func _disable_plugin() -> void:
	remove_autoload_singleton(AUTOLOAD)
