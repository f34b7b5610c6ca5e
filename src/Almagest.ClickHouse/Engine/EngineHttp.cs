namespace Almagest.ClickHouse.Engine;

/// <summary>Names shared by the engine's configuration and those who speak to it.</summary>
static class EngineHttp
{
    public const string SecretHeader = "X-Engine-Secret";
    public const string Writer = "almagest";
    public const string Reader = "reader";
    public const string Database = "almagest";
}
