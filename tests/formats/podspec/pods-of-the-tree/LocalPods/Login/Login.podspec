Pod::Spec.new do |s|
  s.name = 'Login'
  s.dependency 'JWTDecode', '~> 3.0'
  s.subspec 'Lock' do |lock|
    lock.dependency 'Lock', '~> 2.24'
  end
  s.test_spec 'Tests' do |tests|
    tests.dependency 'SimpleKeychain', '~> 0.12'
  end
end
