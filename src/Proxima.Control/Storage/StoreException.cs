namespace Proxima.Control.Storage;

/// <summary>The database did not do what was asked. The message is one line for a person and names the database.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
