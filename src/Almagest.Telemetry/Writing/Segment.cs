using System.Globalization;
using System.Numerics;
using Almagest.ClickHouse.Formats;
using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// The rows of many batches, encoded per table, that are inserted together; each is in the journal from the moment its sender is told. Its id
/// makes inserting it again harmless: every insert carries id, table and columns as its deduplication token. Not safe for concurrent use.
/// </summary>
sealed class Segment(Guid id) : IDisposable
{
    readonly List<SegmentSection> _sections = [];
    readonly TaskCompletionSource _due = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Guid Id { get; } = id;

    /// <summary>One insert each, in the order in which they are to be stored: catalogues first.</summary>
    internal IReadOnlyList<SegmentSection> Sections => _sections;

    internal int Rows => _sections.Sum(static s => s.Rows);

    internal int Bytes => _sections.Sum(static s => s.Length);

    /// <summary>Completes when it shall not wait for more rows.</summary>
    internal Task Due => _due.Task;

    /// <summary>Completes when its rows are in the store, or when nothing more will be tried.</summary>
    internal Task Ended => _ended.Task;

    internal void MakeDue() => _due.TrySetResult();

    internal void End() => _ended.TrySetResult();

    internal string TokenOf(SegmentSection section) =>
        string.Create(CultureInfo.InvariantCulture, $"{Id:N}:{section.Table}:{XxHash64.Hash(System.Text.Encoding.UTF8.GetBytes(section.ColumnList)):x}");

    /// <summary>Appends the blocks of <paramref name="batches"/>, table by table. Returns what was added, for the journal.</summary>
    internal JournalRecord Add(IReadOnlyList<PendingBatch> batches)
    {
        var record = new JournalRecord { RequestHashes = [.. batches.Select(static b => b.RequestHash)] };
        try
        {
            for (var table = 0; table < batches[0].Batch.Blocks.Count; table++)
                Add(batches, table, record);
        }
        catch
        {
            // The segment holds rows of others that are acknowledged: nothing half written may stay among them.
            Undo(record);
            throw;
        }

        return record;
    }

    void Add(IReadOnlyList<PendingBatch> batches, int table, JournalRecord record)
    {
        SegmentSection? section = null;
        foreach (var pending in batches)
        {
            var block = pending.Batch.Blocks[table];
            if (block.Rows == 0)
                continue;
            if (section is null)
            {
                section = SectionFor(block, table, Omittable(batches, table));
                var piece = section.Piece();
                record.Parts.Add(new RecordPart(section, piece, piece.Length, batches.Sum(b => b.Batch.Blocks[table].Rows)));
                section.Rows += record.Parts[^1].Rows;
            }

            block.Encode(record.Parts[^1].Piece, section.Omitted);
        }
    }

    /// <summary>Takes back what was added last and could not be written to the journal.</summary>
    internal static void Undo(JournalRecord record)
    {
        foreach (var part in record.Parts)
        {
            part.Piece.Truncate(part.Start);
            part.Section.Rows -= part.Rows;
        }
    }

    /// <summary>Appends what a journal holds: bytes that were encoded before.</summary>
    internal void Add(string table, string columns, ReadOnlySpan<byte> bytes, int rows)
    {
        var section = _sections.Find(s => s.Table == table && s.ColumnList == columns);
        if (section is null)
            _sections.Add(section = new SegmentSection(table, columns.Split(','), 0) { Order = _sections.Count });
        section.Piece().Write(bytes);
        section.Rows += rows;
    }

    /// <summary>Columns of which no batch has anything to tell: they cost the store as much as others, so they are not sent.</summary>
    static ulong Omittable(IReadOnlyList<PendingBatch> batches, int table)
    {
        var omittable = ulong.MaxValue;
        foreach (var pending in batches)
        {
            var block = pending.Batch.Blocks[table];
            if (block.Rows > 0)
                omittable &= block.Omittable;
        }

        return omittable;
    }

    /// <summary>The section that leaves out the most columns, but none of those that are needed.</summary>
    SegmentSection SectionFor(Block block, int table, ulong omittable)
    {
        SegmentSection? best = null;
        foreach (var section in _sections)
            if (section.Table == block.Table && (section.Omitted & ~omittable) == 0 && (best is null || BitOperations.PopCount(section.Omitted) > BitOperations.PopCount(best.Omitted)))
                best = section;
        if (best is not null)
            return best;
        best = new SegmentSection(block.Table, [.. block.ColumnNamesWithout(omittable)], omittable) { Order = table };
        var place = _sections.FindIndex(s => s.Order > table);
        _sections.Insert(place < 0 ? _sections.Count : place, best);
        return best;
    }

    public void Dispose()
    {
        foreach (var section in _sections)
            section.Dispose();
    }
}

/// <summary>One insert of a segment: blocks of one table in the Native format, all with the same columns.</summary>
sealed class SegmentSection(string table, IReadOnlyList<string> columns, ulong omitted) : IDisposable
{
    // A piece takes rows up to about this size. One array for all would be copied as it grows, and arrays of its size kept by their pool.
    const int PieceBytes = 1 << 20;

    readonly List<ByteBuffer> _pieces = [];

    internal string Table { get; } = table;

    internal IReadOnlyList<string> Columns { get; } = columns;

    /// <summary>The columns with commas between them.</summary>
    internal string ColumnList { get; } = string.Join(',', columns);

    /// <summary>Columns of the table's block that are not sent.</summary>
    internal ulong Omitted { get; } = omitted;

    /// <summary>Its place among the tables of a signal.</summary>
    internal int Order { get; init; }

    internal int Rows { get; set; }

    internal int Length => _pieces.Sum(static p => p.Length);

    /// <summary>All rows, one block after the other.</summary>
    internal InsertBody Body => InsertBody.Of([.. Pieces]);

    /// <summary>The same, as it lies in memory: no block is in two pieces.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Pieces => _pieces.Select(static p => p.Memory);

    /// <summary>Where the next rows go.</summary>
    internal ByteBuffer Piece()
    {
        if (_pieces.Count == 0 || _pieces[^1].Length >= PieceBytes)
            _pieces.Add(new ByteBuffer(_pieces.Count == 0 ? 16 << 10 : PieceBytes + (PieceBytes / 2)));
        return _pieces[^1];
    }

    public void Dispose()
    {
        foreach (var piece in _pieces)
            piece.Dispose();
    }
}
