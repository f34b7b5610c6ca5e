namespace Almagest.Query.PromQL.Syntax;

/// <summary>How tightly operators bind; more is tighter. Signs bind like multiplication, so <c>-2^2</c> is −4.</summary>
static class Precedence
{
    /// <summary>The level of <c>*</c> and of signs.</summary>
    public const int Multiplying = 5;

    /// <summary>The level of a token as a binary operator; null when it is none.</summary>
    public static int? OfBinary(Token token) => token.Kind != TokenKind.Operator ? null : token.Word switch
    {
        "or" => 1,
        "and" or "unless" => 2,
        "==" or "!=" or "<" or "<=" or ">" or ">=" or "</" or ">/" => 3,
        "+" or "-" => 4,
        "*" or "/" or "%" or "atan2" => Multiplying,
        "^" => 6,
        _ => null,
    };

    /// <summary>The same among durations, which know only arithmetic.</summary>
    public static int? OfArithmetic(Token token) => token.Word is "+" or "-" or "*" or "/" or "%" or "^" ? OfBinary(token) : null;
}
