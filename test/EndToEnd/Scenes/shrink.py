"""Saves a copy of the open file that differs in the resolution percentage only: blender -b FILE --python shrink.py -- PERCENT COPY"""
import sys

import bpy

percent, copy = sys.argv[sys.argv.index('--') + 1:]
bpy.context.scene.render.resolution_percentage = int(percent)
bpy.ops.wm.save_as_mainfile(filepath=copy, copy=True)
