Console.WriteLine("not yet wired");
