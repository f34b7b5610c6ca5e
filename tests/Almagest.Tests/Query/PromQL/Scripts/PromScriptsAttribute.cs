using System.Reflection;
using Xunit.Sdk;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>Makes each <c>eval</c> of the named scripts one test case.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class PromScriptsAttribute(params string[] scripts) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        var present = scripts.Where(ScriptFolder.Names.Contains).ToList();
        return present.Count == 0
            ? [[new PromCase { File = scripts[0] }]]
            : present.SelectMany(static script => ScriptFolder.Get(script).Evals).Select(static eval => new object[] { new PromCase { File = eval.File, Line = eval.Line } });
    }
}
