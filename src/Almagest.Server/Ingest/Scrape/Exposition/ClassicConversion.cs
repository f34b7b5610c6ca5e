using System.Buffers;
using System.Globalization;
using System.Text;
using Almagest.Server.Ingest.Intake;

namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>
/// Gathers the samples of classic histograms, which an exposition tells one after the other, and tells each as one native histogram with custom
/// bounds: <c>convert_classic_histograms_to_nhcb</c>.
/// </summary>
/// <param name="sink">Takes the histograms.</param>
/// <param name="keepsClassic">The samples they are made of are told, too.</param>
sealed class ClassicConversion(IExpositionSink sink, bool keepsClassic)
{
    readonly HashSet<string> _families = new(StringComparer.Ordinal);
    readonly Dictionary<SeriesKey, Member?> _members = [];
    readonly HashSet<string> _native = new(StringComparer.Ordinal);
    readonly ClassicHistogram _histogram = new();
    readonly List<(List<(byte[] Name, byte[] Value)> Labels, double Value, long? TimeMs)> _exemplars = [];
    byte[]? _current;
    SampleTimes _times;

    enum Part
    {
        Bucket,
        Count,
        Sum,
    }

    sealed record Member(byte[] Histogram, Part Part, double Bound);

    internal void Begin()
    {
        _native.Clear();
        Drop();
    }

    /// <summary>Notes the type of a family.</summary>
    internal void Type(ReadOnlySpan<byte> family, ReadOnlySpan<byte> type)
    {
        Flush();
        var name = Encoding.UTF8.GetString(family);
        if (type.SequenceEqual("histogram"u8) ? _families.Add(name) : _families.Remove(name))
            _members.Clear();
    }

    /// <summary>Notes that a series is told as a native histogram by the target itself: its classic buckets are not converted.</summary>
    internal void Native(ReadOnlySpan<byte> series) => _native.Add(Encoding.UTF8.GetString(Canonical(Read(series), null)));

    // Hot path: per sample.
    /// <summary>Takes a sample; true when it is not to be told for itself.</summary>
    internal bool Take(ReadOnlySpan<byte> series, double value, in SampleTimes times)
    {
        var key = SeriesKey.Of(series);
        if (!_members.TryGetValue(key, out var member))
            _members[key] = member = Find(series);
        if (member is null)
        {
            Flush();
            return false;
        }

        if (_current is null || !_current.AsSpan().SequenceEqual(member.Histogram))
        {
            Flush();
            _current = member.Histogram;
        }

        _times = times;
        switch (member.Part)
        {
            case Part.Bucket: _histogram.Bucket(member.Bound, value); break;
            case Part.Count: _histogram.Count(value); break;
            default: _histogram.Sum(value); break;
        }

        return !keepsClassic;
    }

    /// <summary>Keeps an exemplar of a bucket for the histogram.</summary>
    internal void Exemplar(List<(byte[] Name, byte[] Value)> labels, double value, long? timeMs)
    {
        if (_current is not null)
            _exemplars.Add(([.. labels], value, timeMs));
    }

    /// <summary>Tells the histogram gathered so far, if any.</summary>
    internal void Flush()
    {
        if (_current is null)
            return;
        if (!_native.Contains(Encoding.UTF8.GetString(_current)) && _histogram.ToNative(out var hasFloatCounts) is { } native)
        {
            sink.Histogram(_current, native, hasFloatCounts, _times);
            var series = _current;
            _current = null;
            foreach (var (labels, value, timeMs) in _exemplars)
                sink.Exemplar(labels, value, timeMs);
            _current = series;
        }

        Drop();
    }

    void Drop()
    {
        _current = null;
        _histogram.Clear();
        _exemplars.Clear();
    }

    Member? Find(ReadOnlySpan<byte> series)
    {
        if (_families.Count == 0)
            return null;
        var labels = Read(series);
        var name = labels["__name__"];
        foreach (var (suffix, part) in ((string, Part)[])[("_bucket", Part.Bucket), ("_count", Part.Count), ("_sum", Part.Sum)])
        {
            if (!name.EndsWith(suffix, StringComparison.Ordinal) || !_families.Contains(name[..^suffix.Length]))
                continue;
            var bound = 0.0;
            if (part == Part.Bucket && !(labels.Remove("le", out var text) && TryBound(text, out bound)))
                return null;
            return new Member(Canonical(labels, name[..^suffix.Length]), part, bound);
        }

        return null;
    }

    static bool TryBound(string text, out double bound)
    {
        bound = double.PositiveInfinity;
        return text == "+Inf" || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out bound);
    }

    static SortedDictionary<string, string> Read(ReadOnlySpan<byte> series)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        SeriesText.Read(series, labels);
        return labels;
    }

    /// <summary>Name and sorted labels as the text format writes them.</summary>
    static byte[] Canonical(SortedDictionary<string, string> labels, string? name)
    {
        var text = new ArrayBufferWriter<byte>();
        text.Write("{\""u8);
        SeriesWriter.Escape(text, Encoding.UTF8.GetBytes(name ?? labels["__name__"]));
        foreach (var (label, value) in labels)
        {
            if (label == "__name__")
                continue;
            text.Write("\",\""u8);
            SeriesWriter.Escape(text, Encoding.UTF8.GetBytes(label));
            text.Write("\"=\""u8);
            SeriesWriter.Escape(text, Encoding.UTF8.GetBytes(value));
        }

        text.Write("\"}"u8);
        return text.WrittenSpan.ToArray();
    }
}
