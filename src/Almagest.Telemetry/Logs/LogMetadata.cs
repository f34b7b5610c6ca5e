using System.Globalization;
using System.Text.Json;
using Almagest.Model;

namespace Almagest.Telemetry.Logs;

/// <summary>Gathers the structured metadata of a line; of two entries with one name the later counts. Reused from line to line.</summary>
sealed class LogMetadata
{
    readonly List<Label> _labels = [];

    internal void Clear() => _labels.Clear();

    /// <summary>Adds an entry unless it is empty: Loki shows none of those.</summary>
    internal void Add(string name, string value)
    {
        if (value.Length == 0)
            return;
        var at = _labels.FindIndex(l => l.Name == name);
        if (at >= 0)
            _labels[at] = new Label(name, value);
        else
            _labels.Add(new Label(name, value));
    }

    /// <summary>Adds a number unless it is 0.</summary>
    internal void AddNumber(string name, long value)
    {
        if (value != 0)
            Add(name, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Adds an attribute of OpenTelemetry; the members of a map become entries of their own.</summary>
    internal void AddAttribute(string name, string value, char type)
    {
        if (type != 'm')
        {
            Add(LabelNamer.Of(name), value);
            return;
        }

        try
        {
            using var map = JsonDocument.Parse(value);
            AddMembers(name, map.RootElement);
        }
        catch (JsonException)
        {
            // The map was cut at ingest because it was too long: its text is what there is.
            Add(LabelNamer.Of(name), value);
        }
    }

    internal Labels ToLabels()
    {
        if (_labels.Count == 0)
            return Labels.Empty;
        _labels.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return Labels.FromSorted([.. _labels]);
    }

    void AddMembers(string prefix, JsonElement map)
    {
        foreach (var member in map.EnumerateObject())
        {
            var name = $"{prefix}_{member.Name}";
            if (member.Value.ValueKind == JsonValueKind.Object)
                AddMembers(name, member.Value);
            else
                Add(LabelNamer.Of(name), member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() ?? "" : member.Value.GetRawText());
        }
    }
}
