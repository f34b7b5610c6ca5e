using System.Reflection;

namespace Almagest.Tests.Query.PromQL;

/// <summary>Tables of cases that are kept as text beside their tests: two columns with an arrow between, <c>#</c> begins a comment line.</summary>
static class ScriptLines
{
    /// <summary>The rows of a table.</summary>
    public static TheoryData<string, string> Table(string name)
    {
        var rows = new TheoryData<string, string>();
        foreach (var line in Read(name).Split('\n').Where(static line => line.Length > 0 && line[0] != '#'))
        {
            var arrow = line.IndexOf("  =>  ", StringComparison.Ordinal);
            rows.Add(line[..arrow], line[(arrow + 6)..]);
        }

        return rows;
    }

    static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new FileNotFoundException($"\"{name}\" is not embedded in the tests");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
