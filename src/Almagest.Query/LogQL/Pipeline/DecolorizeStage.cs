using System.Text.RegularExpressions;

namespace Almagest.Query.LogQL.Pipeline;

/// <summary><c>| decolorize</c>: takes ANSI escape sequences (ECMA-48) out of the line.</summary>
sealed partial class DecolorizeStage : Stage
{
    internal override bool Process(LineState line)
    {
        if (line.Text.AsSpan().ContainsAny('\u001b', '\u009b'))
            line.Text = Sequence().Replace(line.Text, "");
        return true;
    }

    // An introducer, then either a title that ends with BEL, or parameters and a final letter.
    [GeneratedRegex(@"[\u001B\u009B][\[\]()#;?]*(?:(?:[a-zA-Z0-9]*(?:;[a-zA-Z0-9]*)*)?\u0007|(?:[0-9]{1,4}(?:;[0-9]{0,4})*)?[0-9A-PRZcf-ntqry=><~])")]
    private static partial Regex Sequence();
}
