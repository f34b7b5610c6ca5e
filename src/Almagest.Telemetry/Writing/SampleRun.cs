namespace Almagest.Telemetry.Writing;

/// <summary>Rows of one block that follow each other in one series and hour with times that never fall, in eight bytes: as many samples may be as many runs.</summary>
readonly record struct SampleRun
{
    /// <summary>The most rows of a run, so that any run fits into what is written at once.</summary>
    internal const int LongestRun = (1 << CountBits) - 1;

    internal const int MostBlocks = 1 << BlockBits;

    internal const int MostRowsOfBlock = 1 << RowBits;

    const int BlockBits = 28, RowBits = 24, CountBits = 12;

    readonly ulong _packed;

    internal SampleRun(int block, int row, int count) => _packed = ((ulong)block << (RowBits + CountBits)) | ((ulong)row << CountBits) | (uint)count;

    internal int Block => (int)(_packed >> (RowBits + CountBits));

    /// <summary>The first row.</summary>
    internal int Row => (int)(_packed >> CountBits) & (MostRowsOfBlock - 1);

    internal int Count => (int)_packed & LongestRun;
}
