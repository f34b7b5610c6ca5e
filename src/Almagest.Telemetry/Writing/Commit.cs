using Almagest.ClickHouse.Formats;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// The rows of several batches, encoded per table, that are stored together. Its id makes storing it again harmless: every
/// insert carries "id:table" as its deduplication token.
/// </summary>
sealed class Commit(Guid id, IReadOnlyList<ulong> requestHashes, IReadOnlyList<CommitSection> sections) : IDisposable
{
    internal Guid Id { get; } = id;

    /// <summary>The requests in it, 0 for those without a hash.</summary>
    internal IReadOnlyList<ulong> RequestHashes { get; } = requestHashes;

    /// <summary>One insert each, in the order in which they are to be stored.</summary>
    internal IReadOnlyList<CommitSection> Sections { get; } = sections;

    internal string TokenOf(CommitSection section) => $"{Id:N}:{section.Table}";

    /// <summary>Encodes the blocks of <paramref name="batches"/>, table by table; several blocks follow each other in one insert.</summary>
    internal static Commit Encode(IReadOnlyList<PendingBatch> batches)
    {
        var sections = new List<CommitSection>();
        for (var table = 0; table < batches[0].Batch.Blocks.Count; table++)
        {
            CommitSection? section = null;
            var omitted = Omitted(batches, table);
            foreach (var pending in batches)
            {
                var block = pending.Batch.Blocks[table];
                if (block.Rows == 0)
                    continue;
                section ??= new CommitSection(block.Table, [.. block.ColumnNamesWithout(omitted)], new ByteBuffer(block.SizeBytes + 4096));
                section.Rows += block.Rows;
                block.Encode(section.Body, omitted);
            }

            if (section is not null)
                sections.Add(section);
        }

        return new Commit(Guid.CreateVersion7(), [.. batches.Select(static b => b.RequestHash)], sections);
    }

    /// <summary>Columns of which no batch has anything to tell: they cost the store as much as others, so they are not sent.</summary>
    static ulong Omitted(IReadOnlyList<PendingBatch> batches, int table)
    {
        var omitted = ulong.MaxValue;
        foreach (var pending in batches)
        {
            var block = pending.Batch.Blocks[table];
            if (block.Rows > 0)
                omitted &= block.Omittable;
        }

        return omitted;
    }

    public void Dispose()
    {
        foreach (var section in Sections)
            section.Body.Dispose();
    }
}

/// <summary>One insert of a commit: blocks of one table in the Native format.</summary>
sealed class CommitSection(string table, IReadOnlyList<string> columns, ByteBuffer body)
{
    internal string Table { get; } = table;

    internal IReadOnlyList<string> Columns { get; } = columns;

    internal ByteBuffer Body { get; } = body;

    internal int Rows { get; set; }
}
