using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Almagest.ClickHouse.Formats;
using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// The samples of a section as one block of the table <c>sample_runs</c>, in its order. They stay where they are and are gathered while they are sent, so
/// that this needs some bytes a run more, not another copy.
/// </summary>
sealed class SampleRunBlock : IDisposable
{
    internal const string Table = "sample_runs";

    const int ChunkBytes = 256 << 10;

    readonly EncodedBlocks _blocks;
    readonly SampleOrder _order;
    readonly List<RunColumn> _columns = [];

    SampleRunBlock(EncodedBlocks blocks)
    {
        (_blocks, _order) = (blocks, new SampleOrder(blocks));
        _columns.Add(new RunColumn("tenant", "LowCardinality(String)", (chunk, target, ct) => WriteTextsAsync(_order.Tenants, static row => row.Tenant, chunk, target, ct)));
        _columns.Add(new RunColumn("metric", "LowCardinality(String)", (chunk, target, ct) => WriteTextsAsync(_order.Metrics, static row => row.Metric, chunk, target, ct)));
        _columns.Add(new RunColumn("hour", "DateTime('UTC')", (chunk, target, ct) => WriteAsync(static row => row.HourSeconds, chunk, target, ct)));
        _columns.Add(new RunColumn("series", "UInt64", (chunk, target, ct) => WriteAsync(static row => row.Series, chunk, target, ct)));
        _columns.Add(new RunColumn("retention_days", "UInt16", (chunk, target, ct) => WriteAsync(static row => row.RetentionDays, chunk, target, ct)));
        if (_order.HasStartTimes)
            _columns.Add(new RunColumn("start_time", "DateTime64(9, 'UTC')", (chunk, target, ct) => WriteAsync(static row => row.StartTime, chunk, target, ct)));
        AddArray("time", "times");
        AddArray("value", "values");
        AddArray("nanos", "nanos");
        AddArray("delta", "deltas");
    }

    /// <summary>Sorts.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those of samples.</exception>
    internal static SampleRunBlock Of(SegmentSection section)
    {
        var blocks = EncodedBlocks.Of(section);
        try
        {
            if (blocks.Count > SampleRun.MostBlocks || Enumerable.Range(0, blocks.Count).Any(b => blocks[b].Rows > SampleRun.MostRowsOfBlock))
                throw new InvalidDataException($"{blocks.Rows} samples in {blocks.Count} blocks are more than fit an insert");
            return new SampleRunBlock(blocks);
        }
        catch
        {
            blocks.Dispose();
            throw;
        }
    }

    /// <summary>The columns it has.</summary>
    internal IReadOnlyList<string> Columns => [.. _columns.Select(static c => c.Name)];

    /// <summary>The block in the Native format, gathered anew each time it is sent.</summary>
    internal InsertBody Body => InsertBody.Of(WriteAsync);

    public void Dispose()
    {
        _order.Dispose();
        _blocks.Dispose();
    }

    internal async ValueTask WriteAsync(Stream target, CancellationToken ct)
    {
        using var chunk = new ByteBuffer(2 * ChunkBytes);
        chunk.WriteVarUInt((ulong)_columns.Count);
        chunk.WriteVarUInt((ulong)_order.Rows.Length);
        foreach (var column in _columns)
        {
            chunk.WriteString(column.Name);
            chunk.WriteString(column.Type);
            await column.Write(chunk, target, ct);
        }

        await target.WriteAsync(chunk.Memory, ct);
    }

    void AddArray(string samples, string name)
    {
        var column = _blocks.IndexOf(samples);
        if (column >= 0)
            _columns.Add(new RunColumn(name, $"Array({_blocks.Columns[column].TypeText})", (chunk, target, ct) => WriteArraysAsync(column, chunk, target, ct)));
    }

    async ValueTask WriteTextsAsync(LowCardinalityColumn texts, Func<RunRow, int> number, ByteBuffer chunk, Stream target, CancellationToken ct)
    {
        chunk.Write(LowCardinalityColumn.Version);
        var width = texts.WriteDictionary(chunk, _order.Rows.Length);
        await (width switch
        {
            1 => WriteAsync(row => (byte)number(row), chunk, target, ct),
            2 => WriteAsync(row => (ushort)number(row), chunk, target, ct),
            _ => WriteAsync(number, chunk, target, ct),
        });
    }

    async ValueTask WriteAsync<T>(Func<RunRow, T> value, ByteBuffer chunk, Stream target, CancellationToken ct)
        where T : unmanaged
    {
        for (var row = 0; row < _order.Rows.Length;)
        {
            row = Fill(value, row, chunk);
            await SendAsync(chunk, target, ct);
        }
    }

    // Hot path: per row of the store.
    int Fill<T>(Func<RunRow, T> value, int row, ByteBuffer chunk)
        where T : unmanaged
    {
        var rows = _order.Rows[row..Math.Min(_order.Rows.Length, row + (ChunkBytes / Unsafe.SizeOf<T>()))];
        var target = MemoryMarshal.Cast<byte, T>(chunk.GetSpan(rows.Length * Unsafe.SizeOf<T>()));
        for (var i = 0; i < rows.Length; i++)
            target[i] = value(rows[i]);
        chunk.Advance(rows.Length * Unsafe.SizeOf<T>());
        return row + rows.Length;
    }

    async ValueTask WriteArraysAsync(int column, ByteBuffer chunk, Stream target, CancellationToken ct)
    {
        // Where each array ends, then the elements of all.
        await WriteAsync(static row => (ulong)row.EndSample, chunk, target, ct);
        var places = _blocks.PlacesOf(column);
        for (var run = 0; run < _order.Runs.Length;)
        {
            run = _blocks.Columns[column].Width == sizeof(ulong) ? Gather<ulong>(places, run, chunk) : Gather<uint>(places, run, chunk);
            await SendAsync(chunk, target, ct);
        }
    }

    static ValueTask SendAsync(ByteBuffer chunk, Stream target, CancellationToken ct) => chunk.Length < ChunkBytes ? ValueTask.CompletedTask : SendAllAsync(chunk, target, ct);

    static async ValueTask SendAllAsync(ByteBuffer chunk, Stream target, CancellationToken ct)
    {
        await target.WriteAsync(chunk.Memory, ct);
        chunk.Clear();
    }

    // Hot path: per run.
    /// <summary>Appends values until the chunk is full or there are no more. Returns the run that is next.</summary>
    int Gather<T>(ReadOnlySpan<ArraySegment<byte>> places, int run, ByteBuffer chunk)
        where T : unmanaged
    {
        var runs = _order.Runs;
        var target = MemoryMarshal.Cast<byte, T>(chunk.GetSpan(ChunkBytes + (SampleRun.LongestRun * Unsafe.SizeOf<T>())));
        var filled = 0;
        for (; run < runs.Length && filled < ChunkBytes / Unsafe.SizeOf<T>(); run++)
        {
            var values = MemoryMarshal.Cast<byte, T>(places[runs[run].Block].AsSpan());
            if (runs[run].Count == 1)
                target[filled] = values[runs[run].Row];
            else
                values.Slice(runs[run].Row, runs[run].Count).CopyTo(target[filled..]);
            filled += runs[run].Count;
        }

        chunk.Advance(filled * Unsafe.SizeOf<T>());
        return run;
    }

    /// <summary>A column of the table and what writes its values.</summary>
    sealed record RunColumn(string Name, string Type, Func<ByteBuffer, Stream, CancellationToken, ValueTask> Write);
}
