namespace Almagest.Server.Ingest.RemoteWrite;

/// <summary>What became of a request: counts of what is kept, and what is wrong with the rest.</summary>
sealed class WriteOutcome
{
    // A request of 10,000 bad series should not be answered with a megabyte of text.
    const int MaxFaults = 20;

    readonly List<string> _faults = [];
    int _count;

    /// <summary>Samples kept.</summary>
    internal int Samples { get; set; }

    /// <summary>Native histograms kept.</summary>
    internal int Histograms { get; set; }

    /// <summary>Exemplars kept.</summary>
    internal int Exemplars { get; set; }

    /// <summary>Whether anything was refused.</summary>
    internal bool HasFaults => _count > 0;

    /// <summary>What is wrong, a line each.</summary>
    internal string Message => string.Join('\n', _count > MaxFaults ? [.. _faults, $"and {_count - MaxFaults} more"] : _faults);

    /// <summary>Notes a refusal.</summary>
    internal void Refuse(string fault)
    {
        if (_count++ < MaxFaults)
            _faults.Add(fault);
    }
}
