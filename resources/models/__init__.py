from .library import DeclarationFile, DeclarationPage, EarlierVersion, ResourceIndexPage

__all__ = ["DeclarationFile", "DeclarationPage", "EarlierVersion", "ResourceIndexPage"]
