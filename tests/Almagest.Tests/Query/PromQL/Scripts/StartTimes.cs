using System.Globalization;
using System.Text.RegularExpressions;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>Lines such as <c>up@st _ -1mx2 -30s-1sx4</c>: when the accumulation of each sample of the next line began, relative to its own time.</summary>
static partial class StartTimes
{
    public static bool IsLine(string line) => line.Split([' ', '\t'], 2)[0].EndsWith("@st", StringComparison.Ordinal);

    /// <summary>Offsets in milliseconds; null where none is known.</summary>
    public static List<long?> Parse(string line)
    {
        var offsets = new List<long?>();
        foreach (var item in line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            var match = ItemRegex().Match(item);
            if (!match.Success)
                throw new FormatException($"\"{item}\" is no start time");
            var count = match.Groups["times"].Success ? int.Parse(match.Groups["times"].Value, CultureInfo.InvariantCulture) : 0;
            if (match.Groups["gap"].Success)
            {
                offsets.AddRange(Enumerable.Repeat<long?>(null, Math.Max(count, 1)));
                continue;
            }

            var (offset, step) = (Ms(match.Groups["base"].Value), match.Groups["step"].Success ? Ms(match.Groups["step"].Value) : 0);
            for (var i = 0; i <= count; i++)
                offsets.Add(offset + (i * step));
        }

        return offsets;
    }

    static long Ms(string text) => text[0] == '-' ? -PromQlNumbers.ParseDuration(text[1..]) : PromQlNumbers.ParseDuration(text.TrimStart('+'));

    [GeneratedRegex(@"^(?:(?<gap>_)|(?<base>[+-]?\d+[a-wyz]*)(?<step>[+-]\d+[a-wyz]*)?)(?:x(?<times>\d+))?$")]
    private static partial Regex ItemRegex();
}
