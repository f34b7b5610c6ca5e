using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Almagest.ClickHouse.Formats;
using Almagest.ClickHouse.Http;

namespace Almagest.Telemetry.Writing;

/// <summary>
/// The samples of a section as one block in the order of the table. The store takes 0.15 to 0.19 µs for a sample that comes in order and 0.33 for others
/// (2 x AMD EPYC). The rows stay where they are and are gathered while they are sent, so that sorting needs 8 bytes a run more, not another copy.
/// </summary>
sealed class SortedSamples : IDisposable
{
    const int ChunkBytes = 256 << 10;

    readonly EncodedBlocks _blocks;
    readonly SampleOrder _order;

    SortedSamples(EncodedBlocks blocks) => (_blocks, _order) = (blocks, new SampleOrder(blocks));

    /// <summary>Sorts; null when the rows are better left to the store.</summary>
    internal static SortedSamples? Of(SegmentSection section)
    {
        var blocks = EncodedBlocks.Of(section);
        if (blocks is null)
            return null;
        if (blocks.Rows > 0 && blocks.Count <= SampleRun.MostBlocks && Enumerable.Range(0, blocks.Count).All(b => blocks[b].Rows <= SampleRun.MostRowsOfBlock))
            return new SortedSamples(blocks);
        blocks.Dispose();
        return null;
    }

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
        chunk.WriteVarUInt((ulong)_blocks.Columns.Count);
        chunk.WriteVarUInt((ulong)_blocks.Rows);
        for (var column = 0; column < _blocks.Columns.Count; column++)
        {
            chunk.WriteString(_blocks.Columns[column].Name);
            chunk.WriteString(_blocks.Columns[column].Type);
            if (_blocks.Columns[column].Dictionary is { } texts)
                await WriteNumbersAsync(texts, isTenant: column == _order.Tenant, chunk, target, ct);
            else
                await WriteValuesAsync(column, chunk, target, ct);
        }

        await target.WriteAsync(chunk.Memory, ct);
    }

    /// <summary>Writes which text each row has: rows of one metric lie together.</summary>
    async ValueTask WriteNumbersAsync(LowCardinalityColumn texts, bool isTenant, ByteBuffer chunk, Stream target, CancellationToken ct)
    {
        chunk.Write(LowCardinalityColumn.Version);
        var width = texts.WriteDictionary(chunk, _blocks.Rows);
        foreach (var group in _order.Groups)
        {
            for (var rest = group.Rows; rest > 0;)
            {
                var count = Math.Min(rest, ChunkBytes / sizeof(int));
                WriteNumber(isTenant ? group.Tenant : group.Metric, count, width, chunk);
                rest -= count;
                await SendAsync(chunk, target, ct);
            }
        }
    }

    async ValueTask WriteValuesAsync(int column, ByteBuffer chunk, Stream target, CancellationToken ct)
    {
        var places = _blocks.PlacesOf(column);
        for (var run = 0; run < _order.Runs.Length;)
        {
            run = _blocks.Columns[column].Width switch
            {
                8 => Gather<ulong>(places, run, chunk),
                4 => Gather<uint>(places, run, chunk),
                _ => Gather<ushort>(places, run, chunk),
            };
            await SendAsync(chunk, target, ct);
        }
    }

    static async ValueTask SendAsync(ByteBuffer chunk, Stream target, CancellationToken ct)
    {
        if (chunk.Length < ChunkBytes)
            return;
        await target.WriteAsync(chunk.Memory, ct);
        chunk.Clear();
    }

    static void WriteNumber(int number, int count, int width, ByteBuffer chunk)
    {
        if (width == 1)
            chunk.Write((byte)number, count);
        else if (width == 2)
            chunk.Write((ushort)number, count);
        else
            chunk.Write(number, count);
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
}
