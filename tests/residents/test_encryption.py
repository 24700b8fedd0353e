import pytest
from cryptography.fernet import Fernet, InvalidToken

from residents.encryption import decrypt, encrypt

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_encrypt_hides_and_decrypt_finds(settings):
    settings.FIELD_KEYS = [NEW]
    cipher = encrypt("张三")
    assert "张三".encode() not in cipher
    assert decrypt(cipher) == "张三"
    assert decrypt(memoryview(cipher)) == "张三"
    assert encrypt("张三") != cipher


def test_encrypt_leaves_nothing_as_nothing():
    assert (encrypt(""), decrypt(b"")) == (b"", "")


def test_decrypt_reads_what_an_older_key_wrote(settings):
    settings.FIELD_KEYS = [OLD]
    cipher = encrypt("13812345678")
    settings.FIELD_KEYS = [NEW, OLD]
    assert decrypt(cipher) == "13812345678"
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(InvalidToken):
        decrypt(cipher)
