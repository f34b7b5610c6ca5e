using System.Runtime.CompilerServices;
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
            var indexWidth = WriteHead(_blocks.Columns[column], chunk);
            for (var run = 0; run < _order.Runs.Length;)
            {
                run = Gather(column, indexWidth, run, chunk);
                if (chunk.Length < ChunkBytes)
                    continue;
                await target.WriteAsync(chunk.Memory, ct);
                chunk.Clear();
            }
        }

        await target.WriteAsync(chunk.Memory, ct);
    }

    int WriteHead(EncodedColumn column, ByteBuffer output)
    {
        output.WriteString(column.Name);
        output.WriteString(column.Type);
        if (column.Dictionary is not { } dictionary)
            return 0;
        output.Write(LowCardinalityColumn.Version);
        return dictionary.WriteDictionary(output, _blocks.Rows);
    }

    /// <summary>Appends values until the chunk is full or there are no more. Returns the run that is next.</summary>
    int Gather(int column, int indexWidth, int run, ByteBuffer chunk) => (_blocks.Columns[column].Width, indexWidth) switch
    {
        (8, _) => GatherValues<ulong>(column, run, chunk),
        (4, _) => GatherValues<uint>(column, run, chunk),
        (2, _) => GatherValues<ushort>(column, run, chunk),
        (_, 1) => GatherNumbers<byte>(column, run, chunk),
        (_, 2) => GatherNumbers<ushort>(column, run, chunk),
        _ => GatherNumbers<int>(column, run, chunk),
    };

    // Hot path: per run.
    int GatherValues<T>(int column, int run, ByteBuffer chunk)
        where T : unmanaged
    {
        var runs = _order.Runs;
        for (; run < runs.Length && chunk.Length < ChunkBytes; run++)
        {
            var (block, row, count) = (_blocks[runs[run].Block], runs[run].Row, runs[run].Count);
            chunk.Write(block.Bytes.Span.Slice(block.Places[column].Start + (row * Unsafe.SizeOf<T>()), count * Unsafe.SizeOf<T>()));
        }

        return run;
    }

    // Hot path: per run.
    int GatherNumbers<T>(int column, int run, ByteBuffer chunk)
        where T : unmanaged
    {
        var runs = _order.Runs;
        for (; run < runs.Length && chunk.Length < ChunkBytes; run++)
        {
            var number = _blocks.NumberAt(runs[run].Block, column, runs[run].Row);
            chunk.Write(Unsafe.As<int, T>(ref number), runs[run].Count);
        }

        return run;
    }
}
