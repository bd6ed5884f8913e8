extends Node
## What everybody sees of one player.

## The peer who plays it.
var peer := 0
## Counted by the host, shown to everybody by the synchronizer.
var score := 0
