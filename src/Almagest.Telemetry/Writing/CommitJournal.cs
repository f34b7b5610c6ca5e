using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// One file per commit, written before the commit is sent to the store and kept for a short while after it. A server that is
/// killed in between finds the file at its next start and stores the commit again under the same deduplication token: whatever
/// the moment of death, the rows are there once, and requests whose senders were never answered are known.
/// The files are not flushed to the device: they guard against the death of processes; they live so briefly that the kernel
/// rarely writes them at all.
/// </summary>
sealed class CommitJournal
{
    const string Extension = ".commit";

    // An answer may still be on its way through the socket when the commit is done; a server killed just then must still know it.
    static readonly TimeSpan KeptAfterCommit = TimeSpan.FromSeconds(3);

    readonly string _folder;
    readonly TimeProvider _time;
    readonly Queue<(string Path, long DeleteAt)> _finished = new();
    readonly Lock _lock = new();

    internal CommitJournal(string folder, TimeProvider time)
    {
        _folder = folder;
        _time = time;
        Directory.CreateDirectory(folder);
    }

    /// <summary>The commits found at start, oldest first; files that were cut off while being written are removed: nothing of them was sent.</summary>
    internal IEnumerable<(Commit Commit, string Path)> ReadAll()
    {
        foreach (var path in Directory.EnumerateFiles(_folder, "*" + Extension).Order(StringComparer.Ordinal))
        {
            if (CommitFile.TryDecode(File.ReadAllBytes(path)) is { } commit)
                yield return (commit, path);
            else
                File.Delete(path);
        }
    }

    /// <summary>Writes the file; when this returns, a killed server will find it.</summary>
    internal string Write(Commit commit)
    {
        // Version 7 GUIDs sort by time, so the order of names is the order of commits.
        var path = Path.Combine(_folder, commit.Id.ToString("N") + Extension);
        using var header = new ByteBuffer(4096);
        CommitFile.EncodeHeader(commit, header);
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var parts = new List<ReadOnlyMemory<byte>> { header.Memory };
        parts.AddRange(commit.Sections.Select(static s => s.Body.Memory));
        RandomAccess.Write(file, parts, 0);
        return path;
    }

    /// <summary>Notes that the commit is stored: the file goes after a while.</summary>
    internal void Finish(string path) => Finish(path, KeptAfterCommit);

    internal void Finish(string path, TimeSpan keptFor)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _finished.Enqueue((path, now + (long)(keptFor.TotalSeconds * _time.TimestampFrequency)));
            while (_finished.TryPeek(out var oldest) && oldest.DeleteAt <= now)
                File.Delete(_finished.Dequeue().Path);
        }
    }

    /// <summary>Keeps a commit that the store refuses under a name that the next start does not read. Returns that name.</summary>
    internal static string SetAside(string path)
    {
        var aside = Path.ChangeExtension(path, ".refused");
        File.Move(path, aside, overwrite: true);
        return aside;
    }

    /// <summary>Removes the files of all stored commits: after a clean stop nobody is left unanswered.</summary>
    internal void Clear()
    {
        lock (_lock)
        {
            while (_finished.TryDequeue(out var finished))
                File.Delete(finished.Path);
        }
    }
}
