using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Almagest.Server.Ingest.Scrape.Relabeling;

/// <summary>One step of relabelling.</summary>
sealed record RelabelRule
{
    /// <summary>Labels whose values are joined.</summary>
    internal IReadOnlyList<string> SourceLabels { get; init; } = [];

    /// <summary>What joins them.</summary>
    internal string Separator { get; init; } = ";";

    /// <summary>What they have to match.</summary>
    internal AnchoredRegex Regex { get; init; } = new("(.*)");

    /// <summary>For hashmod.</summary>
    internal ulong Modulus { get; init; }

    /// <summary>The label that is set.</summary>
    internal string TargetLabel { get; init; } = "";

    /// <summary>What it is set to.</summary>
    internal string Replacement { get; init; } = "$1";

    /// <summary>What is done.</summary>
    internal RelabelAction Action { get; init; }

    /// <summary>Applies rules in order; false when the labels are dropped.</summary>
    internal static bool Apply(IReadOnlyList<RelabelRule> rules, SortedDictionary<string, string> labels)
    {
        foreach (var rule in rules)
        {
            if (!rule.Apply(labels))
                return false;
        }

        return true;
    }

    bool Apply(SortedDictionary<string, string> labels)
    {
        var value = string.Join(Separator, SourceLabels.Select(name => labels.GetValueOrDefault(name, "")));
        switch (Action)
        {
            case RelabelAction.Keep:
                return Regex.IsMatch(value);
            case RelabelAction.Drop:
                return !Regex.IsMatch(value);
            case RelabelAction.KeepEqual:
                return labels.GetValueOrDefault(TargetLabel, "") == value;
            case RelabelAction.DropEqual:
                return labels.GetValueOrDefault(TargetLabel, "") != value;
            case RelabelAction.Replace:
                Replace(labels, value);
                return true;
            case RelabelAction.Lowercase:
                Set(labels, TargetLabel, value.ToLowerInvariant());
                return true;
            case RelabelAction.Uppercase:
                Set(labels, TargetLabel, value.ToUpperInvariant());
                return true;
            case RelabelAction.HashMod:
                Set(labels, TargetLabel, (Md5(value) % Modulus).ToString(CultureInfo.InvariantCulture));
                return true;
            case RelabelAction.LabelMap:
                Map(labels);
                return true;
            case RelabelAction.LabelDrop:
                Remove(labels, name => Regex.IsMatch(name));
                return true;
            case RelabelAction.LabelKeep:
                Remove(labels, name => !Regex.IsMatch(name));
                return true;
            default:
                throw new InvalidOperationException($"relabel action {Action} is not known");
        }
    }

    void Replace(SortedDictionary<string, string> labels, string value)
    {
        var match = Regex.Match(value);
        if (!match.Success)
            return;
        var target = Regex.Expand(TargetLabel, match);
        if (target.Length > 0)
            Set(labels, target, Regex.Expand(Replacement, match));
    }

    void Map(SortedDictionary<string, string> labels)
    {
        foreach (var (name, value) in labels.ToArray())
        {
            if (Regex.Match(name) is { Success: true } match)
                Set(labels, Regex.Expand(Replacement, match), value);
        }
    }

    static void Remove(SortedDictionary<string, string> labels, Func<string, bool> which)
    {
        foreach (var name in labels.Keys.Where(which).ToArray())
            labels.Remove(name);
    }

    static void Set(SortedDictionary<string, string> labels, string name, string value)
    {
        if (value.Length == 0)
            labels.Remove(name);
        else
            labels[name] = value;
    }

    // Prometheus takes the last eight bytes of the MD5, big endian; a different hash would give every target another shard.
    [SuppressMessage("Security", "CA5351", Justification = "the format of Prometheus; nothing is protected by it")]
    static ulong Md5(string value) => BinaryPrimitives.ReadUInt64BigEndian(MD5.HashData(Encoding.UTF8.GetBytes(value)).AsSpan(8));
}
