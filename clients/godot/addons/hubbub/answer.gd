class_name HubbubAnswer
extends RefCounted
## What became of a command: see [method HubbubClient.command].

## The answer has come.
signal came

## Whether the server has kept the command for good. If not, it had no effect.
var is_kept: bool = false
## If kept: the offset of the last view that the command has brought about, or what else the game says there.
var offset: int = 0
## If not kept: a stable name for why, [code]not_your_turn[/code] for example.
var code: String = ""
## If not kept: a sentence for why.
var text: String = ""
## Whether there is an answer yet.
var is_final: bool = false


## Whoever gives the answer says that it is there.
func settle() -> void:
	is_final = true
	came.emit()
