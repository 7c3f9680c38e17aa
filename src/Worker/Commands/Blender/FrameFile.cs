namespace Flamenco.Worker.Commands.Blender;

/// <summary>A frame and the file that it is to be in.</summary>
internal readonly record struct FrameFile(int Frame, string Path);
