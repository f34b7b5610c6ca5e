using System.Text;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary>Tells where in a line the labels of <c>| json</c> come from.</summary>
public static class JsonFieldPaths
{
    /// <summary>Names of the members that lead to the value of a label, from the outermost; null when the line has none.</summary>
    public static IReadOnlyList<string>? Find(string line, string label) =>
        Find(line, 0, line.Length, label, []) ?? (label.EndsWith(LineLabels.DuplicateSuffix, StringComparison.Ordinal) ? Find(line, label[..^LineLabels.DuplicateSuffix.Length]) : null);

    static string[]? Find(string line, int start, int end, string label, List<string> path)
    {
        string[]? found = null;
        JsonText.EachMember(line, start, end, (key, value) =>
        {
            path.Add(key);
            if (value.Kind == JsonKind.Object)
                found = Find(line, value.Start, value.End, label, path);
            else if (value.Kind is JsonKind.Text or JsonKind.Number or JsonKind.Boolean && Name(path) == label)
                found = [.. path];
            path.RemoveAt(path.Count - 1);
            return found is null;
        });
        return found;
    }

    static string Name(List<string> path)
    {
        if (path.Count == 1)
            return LabelKeys.Sanitize(path[0]);
        var name = new StringBuilder();
        foreach (var part in path)
        {
            if (string.IsNullOrWhiteSpace(part))
                continue;
            if (name.Length > 0)
                name.Append('_');
            LabelKeys.Append(name, part);
        }

        return name.ToString();
    }
}
