using Almagest.ClickHouse.Formats;
using Microsoft.Win32.SafeHandles;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// One file per segment, appended to before senders are told, and kept until shortly after the segment is in the store. A server that is killed
/// meanwhile finds the file at its next start and inserts the segment again under the same deduplication tokens: whatever the moment of death,
/// the rows are there once, and requests whose senders may not have been answered are known.
/// </summary>
/// <remarks>
/// The files guard against the death of processes; only when the place says so is each record flushed to the device too. They live so
/// briefly that the kernel rarely writes them at all.
/// </remarks>
sealed class Journal(JournalPlace place, TimeProvider time)
{
    const string Extension = ".segment";

    // An answer may still be on its way through the socket when the segment is stored; a server killed just then must still know it.
    static readonly TimeSpan KeptAfterInsert = TimeSpan.FromSeconds(3);

    // By when they go: those of a recovery stay for minutes and must not keep the files of later segments with them.
    readonly PriorityQueue<string, long> _finished = new();
    readonly Lock _lock = new();

    /// <summary>The segments found at start with the hashes of their requests, oldest first. A record that was cut off while it was written was never acknowledged and is left out.</summary>
    internal IEnumerable<(Segment Segment, IReadOnlyList<ulong> RequestHashes, string Path)> ReadAll()
    {
        foreach (var path in Directory.EnumerateFiles(CreateFolder(), "*" + Extension).Order(StringComparer.Ordinal))
        {
            var (bytes, at, hashes) = (File.ReadAllBytes(path), 0, new List<ulong>());
            var segment = new Segment(Guid.TryParse(Path.GetFileNameWithoutExtension(path), out var id) ? id : Guid.CreateVersion7());
            while (JournalRecord.Decode(bytes.AsSpan(at), segment, hashes) is > 0 and var length)
                at += length;
            if (at == 0 || (segment.Rows == 0 && IsPast(path)))
                File.Delete(path);
            else
                yield return (segment, hashes, path);
        }
    }

    // What waits here is what people sent: only the owner of the server may enter.
    string CreateFolder()
    {
        if (OperatingSystem.IsWindows()) return Directory.CreateDirectory(place.Folder).FullName;
        var folder = Directory.CreateDirectory(place.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        return folder.FullName;
    }

    /// <summary>Begins the file of a segment.</summary>
    internal JournalFile Open(Segment segment)
    {
        CreateFolder();
        // Version 7 GUIDs sort by time, so the order of names is the order of segments.
        var path = Path.Combine(place.Folder, segment.Id.ToString("N") + Extension);
        return new JournalFile(path, File.OpenHandle(path, FileMode.Create, FileAccess.Write), place.Flush);
    }

    /// <summary>
    /// Notes that a segment found at start is stored: its rows go from the file at once, or a server that is killed again and again would insert
    /// them every time; its requests stay known as long as senders may repeat them.
    /// </summary>
    internal void FinishRecovered(string path, Segment segment, IReadOnlyList<ulong> requestHashes)
    {
        if (segment.Rows > 0)
        {
            using var header = new ByteBuffer(4096);
            new JournalRecord { RequestHashes = [.. requestHashes] }.EncodeHeader(header);
            var rewritten = Path.ChangeExtension(path, ".rewritten");
            File.WriteAllBytes(rewritten, header.Span);
            File.Move(rewritten, path, overwrite: true);
        }

        Finish(path, UnansweredRequests.Lifetime);
    }

    /// <summary>Notes that the segment is stored: the file goes after a while.</summary>
    internal void Finish(string path) => Finish(path, KeptAfterInsert);

    void Finish(string path, TimeSpan keptFor)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _finished.Enqueue(path, now + (long)(keptFor.TotalSeconds * time.TimestampFrequency));
            while (_finished.TryPeek(out _, out var deleteAt) && deleteAt <= now)
                File.Delete(_finished.Dequeue());
        }
    }

    bool IsPast(string path) => time.GetUtcNow() - File.GetLastWriteTimeUtc(path) > UnansweredRequests.Lifetime;

    /// <summary>Keeps a segment that the store refuses under a name that the next start does not read. Returns that name.</summary>
    internal static string SetAside(string path)
    {
        var aside = Path.ChangeExtension(path, ".refused");
        File.Move(path, aside, overwrite: true);
        return aside;
    }

    /// <summary>Removes the files of all stored segments: after a clean stop nobody is left unanswered.</summary>
    internal void Clear()
    {
        lock (_lock)
        {
            while (_finished.TryDequeue(out var path, out _))
                File.Delete(path);
        }
    }
}

/// <summary>Where the journal is kept.</summary>
/// <param name="Folder">Its folder; made when it is not there.</param>
/// <param name="Flush">Whether each record is flushed to the device before its senders are told, so that it survives a loss of power too.</param>
public sealed record JournalPlace(string Folder, bool Flush = false);

/// <summary>The file of a segment that still grows. Not safe for concurrent use.</summary>
sealed class JournalFile(string path, SafeFileHandle handle, bool flush) : IDisposable
{
    long _end;

    internal string Path => path;

    /// <summary>Appends a record; when this returns, a killed server will find it. When it throws, the next record takes the same place.</summary>
    internal void Append(JournalRecord record)
    {
        using var header = new ByteBuffer(4096);
        record.EncodeHeader(header);
        var pieces = new List<ReadOnlyMemory<byte>>(record.Parts.Count + 1) { header.Memory };
        pieces.AddRange(record.Parts.Select(static p => p.Bytes));
        RandomAccess.Write(handle, pieces, _end);
        if (flush)
            RandomAccess.FlushToDisk(handle);
        _end += pieces.Sum(static p => (long)p.Length);
    }

    public void Dispose() => handle.Dispose();
}
