using System.Text;
using Almagest.ClickHouse.Formats;
using Almagest.Model;
using Almagest.Server.Ingest.Logs;
using Microsoft.Win32.SafeHandles;

namespace Almagest.Server.Ingest.Files;

/// <summary>
/// Follows one path. The position moves on only behind records that are stored, so that a crash repeats some and loses none. A file that was
/// renamed is read to its end before the new one of the same name; one that became shorter is read from its start.
/// </summary>
sealed class FileTail(string path, FileTarget target, FilePositions positions, LogIntake intake, TailSettings settings) : IDisposable
{
    const int ChunkBytes = 1 << 20;

    // A record without an end: it is stored, cut or refused as the limits say, rather than waited for.
    const int MaxRecordBytes = 16 << 20;

    static readonly byte[] Source = "file"u8.ToArray();

    readonly RecordCutter _cutter = new(target.Pipeline);
    readonly string _key = settings.Key;
    SafeFileHandle? _handle;
    FilePosition _position = new(0, "");
    long _lastLength = -1;
    long _grownAt;

    /// <summary>Whether the path has no file any more and all that was in it is stored.</summary>
    internal bool IsGone { get; private set; }

    /// <summary>Stores what is new; false when there was nothing.</summary>
    /// <exception cref="IOException">The file can not be read.</exception>
    internal async Task<bool> ReadAsync(CancellationToken ct)
    {
        if (_handle is null && !Open())
            return false;
        var isCurrent = FileIdentity.Of(path) == _position.Identity;
        var length = RandomAccess.GetLength(_handle!);
        if (length < _position.Offset)
            Move(0);
        if (length != _lastLength)
            (_lastLength, _grownAt) = (length, settings.Time.GetTimestamp());
        var waited = target.Pipeline.FirstLine is not null && settings.Time.GetElapsedTime(_grownAt) >= target.Pipeline.MaxWait;
        if (length > _position.Offset && await StoreAsync(length, !isCurrent, waited, ct))
            return true;
        if (isCurrent)
            return false;
        // The file has another name or none, and nothing is left in it.
        Close();
        IsGone = FileIdentity.Of(path) is null;
        if (!IsGone)
            _position = new FilePosition(0, "");
        return !IsGone;
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    bool Open()
    {
        var identity = FileIdentity.Of(path);
        if (identity is null)
        {
            IsGone = true;
            return false;
        }

        var file = path;
        var known = _position.Identity.Length == 0 && _lastLength < 0 ? positions.Find(_key) : null;
        if (known is { } saved && saved.Identity.Length > 0 && saved.Identity != identity)
        {
            // It was rotated while nobody looked: what was not read stands in a neighbour.
            var old = Directory.EnumerateFiles(Path.GetDirectoryName(path) ?? "/").FirstOrDefault(sibling => FileIdentity.Of(sibling) == saved.Identity);
            (file, identity) = old is null ? (path, identity) : (old, saved.Identity);
            known = old is null ? null : saved;
        }

        _handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _position = new FilePosition(known?.Offset ?? 0, identity);
        return true;
    }

    void Close()
    {
        _handle?.Dispose();
        (_handle, _lastLength) = (null, 0);
    }

    void Move(long offset)
    {
        _position = _position with { Offset = offset };
        positions.Set(_key, _position);
    }

    async Task<bool> StoreAsync(long length, bool ended, bool waited, CancellationToken ct)
    {
        for (var size = ChunkBytes; ; size *= 2)
        {
            using var content = new ByteBuffer((int)Math.Min(size, length - _position.Offset) + 1);
            content.Advance(RandomAccess.Read(_handle!, content.GetSpan(1)[..(int)Math.Min(size, length - _position.Offset)], _position.Offset));
            // With the rest of the file in hand, an end that was waited for is an end.
            var isLast = _position.Offset + content.Length == length;
            var records = Cut(content.Span, (ended && isLast) || (waited && isLast) || size > MaxRecordBytes, waited && !ended, out var consumed);
            if (consumed == 0 && !isLast && size <= MaxRecordBytes)
                continue;
            if (records.Count > 0)
                await intake.StoreUntilTakenAsync(() => intake.Begin(settings.Tenant, Source, target.Pipeline.Stages), content.Memory[..consumed], batch => Fill(batch, records), ct);
            if (consumed > 0)
                Move(_position.Offset + consumed);
            return consumed > 0;
        }
    }

    List<string> Cut(ReadOnlySpan<byte> content, bool ended, bool wholeLines, out int consumed)
    {
        var records = new List<string>();
        var rest = content;
        // While the file may still grow, a line without its end is not taken even when the record waited long enough.
        if (wholeLines)
            rest = rest[..(rest.LastIndexOf((byte)'\n') + 1)];
        var total = rest.Length;
        while (_cutter.TryNext(ref rest, ended, out var record))
            records.Add(record);
        consumed = total - rest.Length;
        return records;
    }

    void Fill(LogBatch batch, List<string> records)
    {
        using var finder = new StreamFinder(intake.Streams, batch.Tenant);
        using var labels = new LineMetadata();
        using var metadata = new LineMetadata();
        foreach (var (name, value) in target.Labels)
            labels.Add(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
        labels.Add("filename"u8, Encoding.UTF8.GetBytes(path));
        batch.Enter(finder.Find(labels));
        foreach (var record in records)
        {
            if (record.Length > 0)
                batch.Append(batch.NextTime(), Encoding.UTF8.GetBytes(record), metadata);
        }
    }
}

/// <summary>What all tails have in common.</summary>
/// <param name="Key">Name of the path in the positions.</param>
/// <param name="Tenant">Owner of the lines.</param>
/// <param name="Time">The clock.</param>
sealed record TailSettings(string Key, TenantId Tenant, TimeProvider Time);
