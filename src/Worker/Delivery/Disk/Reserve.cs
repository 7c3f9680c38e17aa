namespace Flamenco.Worker.Delivery.Disk;

/// <summary>Some room on the disk that is given up when the disk is full, so that a result still finds its place.</summary>
internal sealed class Reserve(string path)
{
    private const int Bytes = 1_000_000;

    /// <summary>Takes the room, if it is not held already.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public void Hold()
    {
        if (File.Exists(path) && new FileInfo(path).Length == Bytes)
            return;
        // Written, not only set: a file of that length may have no room yet.
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        file.Write(new byte[Bytes]);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Gives the room back.</summary>
    public void GiveUp() => File.Delete(path);
}
