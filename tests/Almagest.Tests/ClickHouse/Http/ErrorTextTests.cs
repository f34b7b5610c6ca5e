using Almagest.ClickHouse.Http;

namespace Almagest.Tests.ClickHouse.Http;

public sealed class ErrorTextTests
{
    [Theory]
    [InlineData("Code: 47. DB::Exception: Unknown expression identifier `foo` in scope SELECT foo. (UNKNOWN_IDENTIFIER) (version 26.7.2.1)\n",
        47, "UNKNOWN_IDENTIFIER", "Unknown expression identifier `foo` in scope SELECT foo")]
    [InlineData("Code: 516. DB::Exception: a: Authentication failed. (AUTHENTICATION_FAILED)", 516, "AUTHENTICATION_FAILED", "a: Authentication failed")]
    [InlineData("Code: 395. DB::Exception: Received from h:9000. DB::Exception: boom. Stack trace:\n\n0. f() @ 0x1\n (X_Y) (version 24.3.1.1 (official build))", 395, "", "boom")]
    [InlineData("Poco::Exception. Code: 1000, e.code() = 0, Connection reset", 1000, "", "Connection reset")]
    [InlineData("", 0, "", "")]
    public void Message_is_freed_of_noise(string text, int code, string name, string message)
    {
        var error = ErrorText.Parse(text, "q");
        (error.Code, error.Name, error.Message).ShouldBe((code, name, message));
    }

    [Theory]
    [InlineData("Syntax error: failed at position 13 (2) (line 2, col 6): 2. Expected one of: x", 12, 2, 6)]
    [InlineData("Syntax error: failed at position 8 ('abc): 'abc.", 7, 1, 8)]
    public void Position_of_a_syntax_error_is_found(string message, int offset, int line, int column) =>
        ErrorText.Parse($"Code: 62. DB::Exception: {message} (SYNTAX_ERROR)", "q").Position.ShouldBe(new QueryPosition(offset, line, column));

    [Theory]
    [InlineData("Code: 252. DB::Exception: Too many parts (TOO_MANY_PARTS)", true)]
    [InlineData("Code: 241. DB::Exception: (total) memory limit exceeded (MEMORY_LIMIT_EXCEEDED)", true)]
    [InlineData("Code: 241. DB::Exception: Query memory limit exceeded (MEMORY_LIMIT_EXCEEDED)", false)]
    [InlineData("Code: 60. DB::Exception: no table (UNKNOWN_TABLE)", false)]
    public void Passing_errors_are_told_from_lasting_ones(string text, bool transient) => ErrorText.Parse(text, "q").IsTransient.ShouldBe(transient);
}
