"""A language server over the wire, and a client that talks to it."""

import sys
from collections.abc import AsyncIterator

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from tests.charm.language_server.editing import Editor

SERVER = ClientServerConfig(server_command=[sys.executable, "-m", "charm", "lsp"])


def _capabilities(*encodings: types.PositionEncodingKind) -> types.ClientCapabilities:
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=list(encodings) or None),
        text_document=types.TextDocumentClientCapabilities(
            completion=types.CompletionClientCapabilities(
                completion_item=types.ClientCompletionItemOptions(
                    snippet_support=True, documentation_format=[types.MarkupKind.Markdown]
                )
            ),
            rename=types.RenameClientCapabilities(prepare_support=True),
        ),
    )


@pytest_lsp.fixture(config=SERVER, scope="module", loop_scope="module")  # type: ignore[untyped-decorator]
async def client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    await lsp_client.initialize_session(types.InitializeParams(capabilities=_capabilities()))
    yield
    await lsp_client.shutdown_session()


@pytest.fixture(scope="module")
def editor(client: LanguageClient) -> Editor:
    """An editor that counts in UTF-16, as most do."""
    return Editor(client, "utf-16")


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]
    config=SERVER,
    scope="module",
    loop_scope="module",
    params=[types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf32],
)
async def counting_client(request: pytest.FixtureRequest, lsp_client: LanguageClient) -> AsyncIterator[None]:
    await lsp_client.initialize_session(types.InitializeParams(capabilities=_capabilities(request.param)))
    yield
    await lsp_client.shutdown_session()


@pytest.fixture(scope="module")
def counting_editor(counting_client: LanguageClient) -> Editor:
    """An editor that counts bytes, and one that counts code points."""
    agreed = counting_client.capabilities
    assert agreed is not None and agreed.general is not None and agreed.general.position_encodings
    return Editor(counting_client, types.PositionEncodingKind(agreed.general.position_encodings[0]).value)
