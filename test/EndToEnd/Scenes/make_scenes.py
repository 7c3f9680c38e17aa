"""Makes the files of the tests: blender -b --factory-startup --python make_scenes.py -- FOLDER"""
import os
import sys

import bpy

folder = sys.argv[sys.argv.index('--') + 1]
scene = bpy.context.scene
render = scene.render


def save(name):
    bpy.ops.wm.save_as_mainfile(filepath=os.path.join(folder, name + '.blend'), copy=True)


render.fps, render.fps_base = 24, 1.001
scene.frame_start, scene.frame_end = 1, 12
save('plain')

# Half a second or more a frame, so that a farm can be killed in the middle.
render.engine = 'CYCLES'
render.resolution_percentage = 10
scene.cycles.samples, scene.cycles.use_adaptive_sampling = 256, False
scene.cycles.use_denoising = False
save('slow')
render.engine = 'BLENDER_EEVEE'

scene.frame_step = 5
render.image_settings.file_format = 'OPEN_EXR'
render.image_settings.use_preview = True
save('every-fifth-exr')
scene.frame_step = 1

render.image_settings.file_format = 'FFMPEG'
save('movie')
render.image_settings.file_format = 'PNG'

render.engine = 'CYCLES'
scene.cycles.use_denoising = True
save('denoised')
scene.cycles.use_denoising = False

picture = bpy.data.images.new('Wood', 4, 4)
picture.source = 'FILE'
picture.filepath = '//wood.png'
picture.use_fake_user = True
save('lost-picture')
bpy.data.images.remove(picture)

bpy.data.objects.remove(scene.camera)
save('no-camera')
