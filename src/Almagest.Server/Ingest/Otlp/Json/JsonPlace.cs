using System.Globalization;
using System.Text;

namespace Almagest.Server.Ingest.Otlp.Json;

/// <summary>Where in a request the reader is: names of fields and positions in arrays.</summary>
sealed class JsonPlace
{
    readonly List<(string Name, int Index)> _steps = [];

    /// <summary>Goes into a field.</summary>
    internal void Enter(string name) => _steps.Add((name, -1));

    /// <summary>Goes on to the next item of the array in the current field.</summary>
    internal void NextItem() => _steps[^1] = _steps[^1] with { Index = _steps[^1].Index + 1 };

    /// <summary>Leaves the current field.</summary>
    internal void Leave() => _steps.RemoveAt(_steps.Count - 1);

    /// <summary>The path, such as <c>resourceSpans[0].scopeSpans[2].spans[5].name</c>; <c>the request</c> at its root.</summary>
    public override string ToString()
    {
        if (_steps.Count == 0)
            return "the request";
        var path = new StringBuilder();
        foreach (var (name, index) in _steps)
        {
            path.Append(path.Length == 0 ? "" : ".").Append(name);
            if (index >= 0)
                path.Append(CultureInfo.InvariantCulture, $"[{index}]");
        }

        return path.ToString();
    }
}
