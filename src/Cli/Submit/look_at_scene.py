# Runs in Blender (-b -Y FILE --python this): prints what a job needs to know about the file's scene as one line of JSON.
import json
import os

import bpy

scene = bpy.context.scene
render = scene.render
image = render.image_settings


def has_camera():
    return scene.camera is not None or any(marker.camera for marker in scene.timeline_markers)


def renders_without_camera():
    """The sequencer, and a compositor that uses no render layer, make pictures without one."""
    strips = scene.sequence_editor and scene.sequence_editor.sequences_all
    if render.use_sequencer and strips:
        return True
    nodes = scene.node_tree.nodes if render.use_compositing and scene.use_nodes and scene.node_tree else []
    return bool(nodes) and not any(node.type == 'R_LAYERS' for node in nodes)


def denoises():
    if render.engine != 'CYCLES' or not scene.cycles.use_denoising:
        return False
    return any(layer.use and layer.cycles.use_denoising for layer in scene.view_layers)


def has_denoiser():
    """A denoiser that this Blender was built without reads as no denoiser at all."""
    return bool(scene.cycles.denoiser)


def missing(blocks):
    paths = {bpy.path.abspath(block.filepath, library=block.library) for block in blocks}
    return sorted(path for path in paths if path and not os.path.exists(path))


def images_from_files():
    return [
        picture for picture in bpy.data.images
        if picture.source in {'FILE', 'MOVIE'} and not picture.packed_file and picture.filepath and picture.users
    ]


print('FLAMENCO-SCENE ' + json.dumps({
    'blender': bpy.app.version_string,
    'scene': scene.name,
    'first_frame': scene.frame_start,
    'last_frame': scene.frame_end,
    'frame_step': scene.frame_step,
    'format': image.file_format,
    'extension': render.file_extension,
    'is_movie': render.is_movie_format,
    'fps': render.fps / render.fps_base,
    'has_previews': image.use_preview,
    'can_see': has_camera() or renders_without_camera(),
    'lacks_denoiser': denoises() and not has_denoiser(),
    'missing_libraries': missing(bpy.data.libraries),
    'missing_images': missing(images_from_files()),
}), flush=True)
