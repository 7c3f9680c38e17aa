"""Makes the demo's shot with Blender itself: blender -b --factory-startup --python demo/make_scene.py -- FILE.blend FRAMES

Marbles run around a ring while the camera circles them. Small and cheap on purpose: the demo is about the farm.
"""
import colorsys
import math
import sys

import bpy

path, frames = sys.argv[sys.argv.index('--') + 1:]
frames = int(frames)

MARBLES = 9
RING = 2.2
SIZE = (320, 180)
SAMPLES = 5


def material(name, colour, roughness, metallic=0.0):
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    shader = made.node_tree.nodes['Principled BSDF']
    shader.inputs['Base Color'].default_value = (*colour, 1)
    shader.inputs['Roughness'].default_value = roughness
    shader.inputs['Metallic'].default_value = metallic
    return made


def turn(thing, first, last):
    """One even turn around the upright axis; the frame after the last would be the first again."""
    for frame, angle in ((1, first), (frames + 1, last)):
        thing.rotation_euler.z = angle
        thing.keyframe_insert('rotation_euler', index=2, frame=frame)
    for curve in thing.animation_data.action.fcurves:
        for key in curve.keyframe_points:
            key.interpolation = 'LINEAR'


def smooth(thing, look):
    thing.data.materials.append(look)
    for face in thing.data.polygons:
        face.use_smooth = True


def pivot(name):
    empty = bpy.data.objects.new(name, None)
    bpy.context.collection.objects.link(empty)
    return empty


bpy.ops.object.select_all(action='SELECT')
bpy.ops.object.delete()
scene = bpy.context.scene
scene.name = 'Marbles'

bpy.ops.mesh.primitive_plane_add(size=40)
bpy.context.object.data.materials.append(material('Floor', (0.62, 0.6, 0.56), 0.7))
bpy.ops.mesh.primitive_torus_add(major_radius=RING, minor_radius=0.12, major_segments=96, location=(0, 0, 0.1))
smooth(bpy.context.object, material('Ring', (0.95, 0.7, 0.32), 0.25, metallic=1.0))
bpy.ops.mesh.primitive_uv_sphere_add(segments=48, ring_count=24, radius=0.85, location=(0, 0, 0.85))
smooth(bpy.context.object, material('Mirror', (0.9, 0.9, 0.92), 0.06, metallic=1.0))

carousel = pivot('Carousel')
for number in range(MARBLES):
    share = number / MARBLES
    around = share * math.tau
    bpy.ops.mesh.primitive_uv_sphere_add(
        segments=32, ring_count=16, radius=0.3,
        location=(RING * math.cos(around), RING * math.sin(around), 0.5 + 0.12 * math.sin(3 * around)))
    smooth(bpy.context.object, material(f'Marble {number}', colorsys.hsv_to_rgb(share, 0.8, 0.85), 0.2))
    bpy.context.object.parent = carousel
turn(carousel, 0, math.tau / MARBLES * 3)

stand = pivot('Camera stand')
camera = bpy.data.objects.new('Camera', bpy.data.cameras.new('Camera'))
camera.location = (0, -7.2, 3.1)
camera.rotation_euler = (math.radians(69), 0, 0)
camera.parent = stand
bpy.context.collection.objects.link(camera)
scene.camera = camera
turn(stand, -0.35, 0.35)

sun = bpy.data.objects.new('Sun', bpy.data.lights.new('Sun', 'SUN'))
sun.data.energy = 3.2
sun.data.angle = 0.09
sun.rotation_euler = (math.radians(48), math.radians(12), math.radians(35))
bpy.context.collection.objects.link(sun)
scene.world.node_tree.nodes['Background'].inputs['Color'].default_value = (0.36, 0.5, 0.75, 1)

scene.frame_start, scene.frame_end = 1, frames
render = scene.render
render.engine = 'CYCLES'
render.resolution_x, render.resolution_y = SIZE
render.resolution_percentage = 100
render.image_settings.file_format = 'PNG'
render.fps = 24
scene.cycles.device = 'CPU'
scene.cycles.samples = SAMPLES
scene.cycles.max_bounces = 3
# Not every build of Blender has a denoiser.
scene.cycles.use_denoising = False

bpy.ops.wm.save_as_mainfile(filepath=path)
