using Almagest.ClickHouse.Http;
using Almagest.Server.Platform.Errors;

namespace Almagest.Tests.Platform.Errors;

public sealed class ProblemsTests
{
    [Theory]
    [InlineData(159, 503, "store_timeout")]
    [InlineData(202, 503, "store_busy")]
    [InlineData(47, 500, "internal")]
    public void Failure_of_the_store_tells_whether_trying_again_helps(int code, int status, string problem)
    {
        var found = Problems.Describe(new ClickHouseException(code, "", "too much at once", "id"));
        (found.Status, found.Extensions["code"]).ShouldBe((status, problem));
    }
}
