using System.Reflection;
using Xunit.Sdk;

namespace Almagest.Tests.Query.PromQL.Scripts;

/// <summary>Makes each <c>eval</c> of the named scripts one test case.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class PromScriptsAttribute(params string[] scripts) : DataAttribute
{
    /// <summary>Also the scripts of the folder that no method names: it may hold some of one's own.</summary>
    public bool AndOthers { get; set; }

    string[] Scripts => scripts;

    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        var named = testMethod.DeclaringType!.GetMethods().SelectMany(static m => m.GetCustomAttribute<PromScriptsAttribute>()?.Scripts ?? []);
        var present = scripts.Where(ScriptFolder.Names.Contains).Concat(AndOthers ? ScriptFolder.Names.Except(named) : []).ToList();
        return present.Count == 0
            ? [[new PromCase { File = scripts[0] }]]
            : present.SelectMany(static script => ScriptFolder.Get(script).Evals).Select(static eval => new object[] { new PromCase { File = eval.File, Line = eval.Line } });
    }
}
