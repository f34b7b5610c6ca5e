using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Almagest.Server.Platform.SelfTelemetry;

/// <summary>Listens to the program's own instruments and keeps their present values, one per combination of tags.</summary>
sealed class MeterReader : IDisposable
{
    /// <summary>Whose instruments are read.</summary>
    internal static readonly string[] Meters = ["Almagest.Telemetry", "Almagest.Server", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    readonly MeterListener _listener = new();
    readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Reading> _readings = new();

    // The last tags of each hash: the text of their labels takes longer to write than a small request takes otherwise.
    readonly ConcurrentDictionary<(Instrument Instrument, int Hash), (KeyValuePair<string, object?>[] Tags, Reading Reading)> _byTags = new();

    public MeterReader()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All values as they are now, observable instruments asked again.</summary>
    internal IReadOnlyList<(Instrument Instrument, string Labels, Reading Reading)> Read()
    {
        _listener.RecordObservableInstruments();
        return [.. _readings.Select(static r => (r.Key.Instrument, r.Key.Labels, r.Value))];
    }

    public void Dispose() => _listener.Dispose();

    void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var reading = Find(instrument, tags);
        lock (reading)
        {
            reading.Count++;
            // Observable instruments tell totals, the others tell what is to be added; a histogram's sum is added up too.
            reading.Value = instrument.IsObservable ? value : reading.Value + value;
        }
    }

    // Hot path: several times a request.
    Reading Find(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = new HashCode();
        foreach (var (name, value) in tags)
        {
            hash.Add(name);
            hash.Add(value);
        }

        var key = (instrument, hash.ToHashCode());
        if (_byTags.TryGetValue(key, out var known) && AreEqual(known.Tags, tags))
            return known.Reading;
        var reading = _readings.GetOrAdd((instrument, PrometheusText.Labels(tags)), static _ => new Reading());
        _byTags[key] = ([.. tags], reading);
        return reading;
    }

    // The comparison of pairs that the framework has goes by reflection.
    static bool AreEqual(KeyValuePair<string, object?>[] known, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (known.Length != tags.Length)
            return false;
        for (var i = 0; i < known.Length; i++)
            if (!string.Equals(known[i].Key, tags[i].Key, StringComparison.Ordinal) || !Equals(known[i].Value, tags[i].Value))
                return false;
        return true;
    }
}

/// <summary>The present value of one instrument for one combination of tags.</summary>
sealed class Reading
{
    /// <summary>How many measurements there were.</summary>
    internal long Count { get; set; }

    /// <summary>The value: last for observable instruments, sum for all others.</summary>
    internal double Value { get; set; }
}
