namespace Proxima.EndToEnd;

/// <summary>One deployment for all tests of the main job: learning the client networks takes most of the time.</summary>
[CollectionDefinition(Name)]
public sealed class MainJobCollection : ICollectionFixture<Deployment>
{
    public const string Name = "main job";
}
