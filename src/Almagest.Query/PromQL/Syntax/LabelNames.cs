using System.Buffers;
using System.Text;

namespace Almagest.Query.PromQL.Syntax;

/// <summary>Which texts can name a label: any that is UTF-8 and not empty.</summary>
static class LabelNames
{
    /// <summary>Whether a text can name a label.</summary>
    public static bool IsValid(string name)
    {
        for (var rest = name.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != OperationStatus.Done)
                return false;
            rest = rest[length..];
        }

        return name.Length > 0;
    }
}
