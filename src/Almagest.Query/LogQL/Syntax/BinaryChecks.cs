using System.Globalization;
using Almagest.Query.LogQL.Metrics;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>Puts two sides together: types are checked, two numbers become one.</summary>
static class BinaryChecks
{
    internal static SampleExpr Combine(string op, Matching matching, LogQlExpr left, LogQlExpr right)
    {
        if (left is not SampleExpr leftSample)
            return new FaultyExpr($"unexpected type for left leg of binary operation ({op}): {Type(left)}");
        if (right is not SampleExpr rightSample)
            return new FaultyExpr($"unexpected type for right leg of binary operation ({op}): {Type(right)}");
        if (leftSample is FaultyExpr)
            return leftSample;
        if (rightSample is FaultyExpr)
            return rightSample;
        if (op is "or" or "and" or "unless")
        {
            if (left is LiteralExpr leftLiteral)
                return Literal("left", op, leftLiteral);
            if (right is LiteralExpr rightLiteral)
                return Literal("right", op, rightLiteral);
        }

        if (left is LiteralExpr a && right is LiteralExpr b)
            return new LiteralExpr(BinaryMath.Apply(op, a.Value, b.Value));
        return new BinaryExpr(op, leftSample, rightSample, matching);
    }

    static FaultyExpr Literal(string side, string op, LiteralExpr literal) => new(string.Create(CultureInfo.InvariantCulture,
        $"unexpected literal for {side} leg of logical/set binary operation ({op}): {literal.Value:0.000000}"));

    // Loki names the types of its own program, and users have come to know them.
    static string Type(LogQlExpr expr) => expr is LogSelectorExpr { Stages.Count: 0 } ? "*syntax.MatchersExpr" : "*syntax.PipelineExpr";
}
